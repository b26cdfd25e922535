# Stands in front of the commands of a guide. `pydock` is the wheel in the container $BOX, which sees the same folders; `docker` is the
# machine's engine, with names of images and ports that no other trial has. A server that is started must answer at $ANSWER.
TAGS=" "

pydock() {
  local variables=()
  mapfile -t variables < <(compgen -e | grep '^GIT_CONFIG_' | sed 's/^/--env=/')
  command docker exec "${variables[@]}" --workdir "$PWD" "$BOX" pydock "$@"
}

cargo() { :; }

docker() {
  local verb=$1
  shift
  "guide_$verb" "$@"
}

guide_build() {
  local words=()
  while [ $# -gt 0 ]; do
    if [ "$1" = --tag ]; then
      TAGS="$TAGS$2 "
      words+=(--tag "$PREFIX$2")
      shift 2
    else
      words+=("$1")
      shift
    fi
  done
  command docker build --progress=plain --network=host "${words[@]}"
}

guide_run() {
  local words=() port=""
  while [ $# -gt 0 ]; do
    case $1 in
    --rm) ;;
    --publish)
      port=${2#*:}
      words+=(--publish "127.0.0.1::$port")
      shift
      ;;
    *) if [[ $TAGS == *" $1 "* ]]; then words+=("$PREFIX$1"); else words+=("$1"); fi ;;
    esac
    shift
  done
  if [ -z "$port" ]; then
    command docker run --rm "${words[@]}"
    return
  fi
  command docker run --detach --name "${PREFIX}run" "${words[@]}"
  local status=0
  guide_answers "$(command docker port "${PREFIX}run" "$port" | head -n 1)" || status=$?
  command docker logs "${PREFIX}run"
  command docker rm --force --volumes "${PREFIX}run"
  return "$status"
}

# The written file with the port that the engine chooses; the image is built before, by the network of the host.
guide_compose() {
  local image
  image=$(sed -n 's/^ *image: //p' compose.yaml | head -n 1)
  guide_build --tag "$image" .
  command docker tag "$PREFIX$image" "$image"
  printf 'services:\n  web:\n    ports: !override ["127.0.0.1::8000"]\n' >"$SCRATCH/published.yaml"
  local project=(command docker compose --project-name "${PREFIX}stack" --file compose.yaml --file "$SCRATCH/published.yaml")
  local status=0
  "${project[@]}" up --wait || status=$?
  [ "$status" -ne 0 ] || guide_answers "$("${project[@]}" port web 8000)" || status=$?
  "${project[@]}" down --volumes
  command docker image rm "$image"
  return "$status"
}

guide_answers() {
  python3 - "http://$1$ANSWER" <<'PYTHON'
import sys, time, urllib.request

opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
end = time.monotonic() + 120
while True:
    try:
        with opener.open(sys.argv[1], timeout=10) as answer:
            print(f"{sys.argv[1]} answered {answer.status}")
            break
    except OSError as error:
        if time.monotonic() > end:
            sys.exit(f"{sys.argv[1]}: {error}")
        time.sleep(0.3)
PYTHON
}

guide_clean() {
  local tag
  for tag in $TAGS; do command docker image rm --force "$PREFIX$tag"; done >/dev/null 2>&1
  command docker rm --force "$BOX" >/dev/null 2>&1
}
trap guide_clean EXIT
