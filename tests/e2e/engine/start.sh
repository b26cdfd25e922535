#!/usr/bin/env bash
# Makes sure that a real Docker Engine with BuildKit and buildx answers, on a Debian machine that may have none.
#
#   start.sh        use the engine that answers, or start one; prints its version
#   start.sh stop   stop the engine that this script started
#
# The engine is taken from Debian unstable and unpacked under ENGINE_HOME (/opt/pydock-engine) without being installed,
# because bookworm's own docker.io (20.10) knows neither `docker build --check` nor `COPY --link`. Should unstable's
# programs no longer run on this machine's C library, trixie's are taken; they lack `--check`, but build and run.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=debian.sh
. "$(dirname "${BASH_SOURCE[0]}")/debian.sh"

engine_home=${ENGINE_HOME:-/opt/pydock-engine}
root=$engine_home/root
pid_file=$engine_home/pid
log=$engine_home/log

fail() {
  echo "start.sh: $*" >&2
  exit 1
}

engine_answers() { docker version >/dev/null 2>&1; }

client_can_check() { [[ $(docker build --help 2>/dev/null) == *--check* ]]; }

report() {
  echo "Docker Engine $(docker version --format '{{.Server.Version}}'), $(docker buildx version | cut -d' ' -f1-2)"
  client_can_check || echo "warning: this Docker has no \`docker build --check\`; the tests that need it will fail" >&2
}

# A process id outlives its process in the file, and may then belong to another program.
is_running() { [ -f "$pid_file" ] && [ "$(cat "/proc/$(cat "$pid_file")/comm" 2>/dev/null)" = dockerd ]; }

stop() {
  is_running || return 0
  kill "$(cat "$pid_file")"
  for _ in $(seq 100); do
    is_running || return 0
    sleep 0.2
  done
  fail "the engine does not stop; see $log"
}

# unpack_engine SUITE INIT_PACKAGE unpacks the engine of one Debian suite, and tries whether it runs here.
# `docker run --init` starts docker-init, which Debian links to tini by an absolute path; that leads nowhere as long as
# nothing is installed, hence the link to the tini beside it.
unpack_engine() {
  rm -rf "$root"
  unpack_packages "$1" "$root" docker.io docker-cli docker-buildx docker-compose containerd "$2" &&
    ln -sf tini-static "$root/usr/bin/docker-init" &&
    "$root/usr/bin/docker-init" --version >/dev/null 2>&1 &&
    "$root/usr/sbin/dockerd" --version >/dev/null 2>&1 &&
    "$root/usr/bin/containerd" --version >/dev/null 2>&1
}

# An engine that was unpacked by something else may come without the plug-ins; it is fetched anew then, as a whole.
fetch_engine() {
  local plugins=$root/usr/libexec/docker/cli-plugins
  [ -x "$root/usr/sbin/dockerd" ] && [ -x "$plugins/docker-buildx" ] && [ -x "$plugins/docker-compose" ] && return
  echo "fetching Docker Engine from Debian's packages"
  unpack_engine sid tini-static || unpack_engine trixie tini || {
    rm -rf "$root"
    fail "no engine of Debian sid or trixie runs on this machine"
  }
}

# Puts the client and its plug-ins in place, where the machine has none of its own.
install_client() {
  local packed=$root/usr/libexec/docker/cli-plugins plugins=$HOME/.docker/cli-plugins
  command -v docker >/dev/null || ln -s "$root/usr/bin/docker" /usr/local/bin/docker
  mkdir -p "$plugins"
  client_can_check || cp "$packed/docker-buildx" "$plugins/"
  docker compose version >/dev/null 2>&1 || cp "$packed/docker-compose" "$plugins/"
}

# Prints the packet size of the interface that leads out of the machine. Docker's bridge would use 1500; where the way
# out allows less, larger packets of a container can vanish on the way, and downloads hang.
outgoing_mtu() {
  local interface
  interface=$(awk '$2 == "00000000" && !found { print $1; found = 1 }' /proc/net/route)
  cat "/sys/class/net/$interface/mtu" 2>/dev/null || echo 1500
}

# start_engine [FLAG...] starts the engine in the background, and waits until it answers or gives up.
start_engine() {
  local flags=(--data-root "$engine_home/data" --exec-root "$engine_home/exec" --pidfile "$pid_file"
    --host unix:///var/run/docker.sock --mtu "$(outgoing_mtu)" "$@") process
  is_running || rm -f "$pid_file"
  setsid dockerd "${flags[@]}" >"$log" 2>&1 </dev/null &
  process=$!
  disown
  for _ in $(seq 120); do
    engine_answers && return
    kill -0 "$process" 2>/dev/null || return 1
    sleep 0.25
  done
  kill "$process"
  return 1
}

case ${1:-start} in
  start) ;;
  stop) stop && exit ;;
  *) fail "unknown argument \`$1\`; use \`start\` or \`stop\`" ;;
esac

if engine_answers; then
  report
  exit
fi

[ "$(id -u)" -eq 0 ] || fail "only root can start an engine"
command -v apt-get >/dev/null || fail "no engine answers, and only on Debian does this script know how to get one"

install_packages ca-certificates iptables runc
fetch_engine
install_client
export PATH="$root/usr/bin:$root/usr/sbin:$PATH"

# Most kernels filter by nftables. On one that does not, the older iptables may work; without either, containers can
# still publish ports on 127.0.0.1, and builds reach the network with `--network host`.
mkdir -p "$engine_home/legacy-iptables"
ln -sf /usr/sbin/iptables-legacy "$engine_home/legacy-iptables/iptables"
ln -sf /usr/sbin/ip6tables-legacy "$engine_home/legacy-iptables/ip6tables"
start_engine ||
  PATH="$engine_home/legacy-iptables:$PATH" start_engine ||
  start_engine --iptables=false --ip6tables=false ||
  {
    tail -n 20 "$log" >&2
    fail "the engine does not start; its log is $log"
  }
report
