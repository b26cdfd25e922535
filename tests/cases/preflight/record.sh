#!/bin/bash
# Records what a real engine says of each case here: `record.sh`, or `record.sh CASE …` for some of them.
#
# A case's Dockerfile is built. Where that fails, the engine's message is written to the case's `engine` file; where it
# does not, the image is run for a few seconds, or what the case's `run` file says is done with `$image` and `$container`.
# Cases whose `args` ask for something else than `check --build` are left out.
set -euo pipefail
cd "$(dirname "$0")"
cases=("$@")
if [ ${#cases[@]} = 0 ]; then
    cases=(*/)
fi

# Without what differs from run to run: step numbers, times, references and digests.
plain() {
    sed --regexp-extended \
        --expression 's/^(#[0-9]+ )?([0-9]+\.[0-9]+ )?//' \
        --expression 's/ref [a-z0-9-]+::[a-z0-9]+/ref …/' \
        --expression 's/sha256:[0-9a-f]{12,}/sha256:…/g' \
        --expression 's/^.*dial tcp: lookup.*no such host( \(did you mean.*\))?$/no such image\1/' \
        --expression 's/tmp[a-z0-9_]{8}/tmp…/g' \
        --expression 's/\x1b\[[0-9;]*m//g'
}

# The lines that tell what is wrong, each once.
telling() {
    { grep --extended-regexp --ignore-case \
        'error|not found|out of date|references|no such|no module|does not|doesn.t|cannot|could not|unable|changed significantly|not supported|no virtual|no solution|matches the given|aborting|hash' || true; } |
        { grep --invert-match --extended-regexp \
            'failed to (build|solve)|likely not a problem with pip|full command|exit code|exit status|^ERROR: (process|failed)|check the logs|hint: See|Getting requirements|Preparing metadata|WARNING: Running pip|did not run successfully|Encountered error' || true; } |
        sed 's/^[[:space:]]*//' | awk '!seen[$0]++'
}

for case in "${cases[@]}"; do
    case=${case%/}
    mapfile -t arguments <"$case/args"
    [ "${arguments[*]:0:2}" = "check --build" ] || continue
    [ "${arguments[2]:-}" = "--json" ] && continue
    dockerfile=Dockerfile
    [ "${arguments[2]:-}" = "--file" ] && dockerfile=${arguments[3]}
    [ -f "$case/in/$dockerfile" ] || continue
    image=pydock-preflight-$case
    container=$image
    log=$(mktemp)
    if ! docker build --network host --progress plain --tag "$image" --file "$case/in/$dockerfile" "$case/in" >"$log" 2>&1; then
        {
            echo "docker build:"
            # What the failing step said of it, and the engine's last word.
            plain <"$log" | telling | tail --lines 4
            grep --extended-regexp '^ERROR: ' "$log" | plain | tail --lines 1
        } >"$case/engine"
    else
        {
            echo "docker run:"
            if [ -f "$case/run" ]; then
                grep --quiet '\$container"; done' "$case/run" && docker run --rm --detach --name "$container" "$image" >/dev/null
                image=$image container=$container bash "$case/run" 2>&1
            else
                status=0
                timeout --signal KILL 10 docker run --rm --name "$container" "$image" >"$log" 2>&1 || status=$?
                grep --invert-match --extended-regexp '^[[:space:]]*$|Run .docker run --help' "$log" | plain | tail --lines 3 || true
                echo "exit status $status"
            fi
        } >"$case/engine" || true
        docker rm --force "$container" >/dev/null 2>&1 || true
        docker rmi --force "$image" >/dev/null 2>&1 || true
    fi
    rm --force "$log"
    echo "$case: $(tail --lines 1 "$case/engine" | cut --characters 1-160)"
done
