#!/usr/bin/env bash
# Runs `pydock check`, `pydock check --build` or `pydock lint` and turns what it finds into annotations.
set -euo pipefail

arguments=()
while IFS= read -r line; do
  [ -z "$line" ] || arguments+=("$line")
done <<<"${INPUT_ARGS:-}"

annotate() {
  # A line break inside of an annotation is written as %0A.
  local text=${1//'%'/'%25'}
  text=${text//$'\r'/}
  printf '::error file=%s,title=pydock::%s\n' "$2" "${text//$'\n'/'%0A'}"
}

status=0
case $INPUT_COMMAND in
check | check-build)
  [ "$INPUT_COMMAND" = check ] || arguments=(--build ${arguments[@]+"${arguments[@]}"})
  output=$(pydock check ${arguments[@]+"${arguments[@]}"} 2>&1) || status=$?
  printf '%s\n' "$output"
  [ "$status" -eq 0 ] || annotate "$output" Dockerfile
  ;;
lint)
  if [ -n "${INPUT_SARIF_FILE:-}" ]; then
    pydock lint --format sarif ${arguments[@]+"${arguments[@]}"} >"$INPUT_SARIF_FILE" || status=$?
  fi
  pydock lint --format github ${arguments[@]+"${arguments[@]}"} || status=$?
  ;;
*)
  echo "::error title=pydock::unknown command \`$INPUT_COMMAND\`: use check, check-build or lint"
  status=2
  ;;
esac
echo "status=$status" >>"$GITHUB_OUTPUT"
exit "$status"
