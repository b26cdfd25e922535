# shellcheck shell=bash
# What start.sh and standins.sh both need from Debian's archive. This file is sourced, never run.

# Prints the address from which this machine's apt takes a release, so that no address is written down here.
address_of() {
  # The words in parentheses are apt's placeholders, not the shell's.
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' |
    awk -v release="$1" '$2 == release && $3 == "main" && !found { print $1; found = 1 }'
}

own_release() { (. /etc/os-release && echo "$VERSION_CODENAME"); }

# The archive holds every release of Debian; the one for security updates may be missing on a machine.
debian_archive() { address_of "$(own_release)"; }
security_archive() { address_of "$(own_release)-security"; }

# Installs those of the named Debian packages that are not installed yet.
install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" </dev/null >/dev/null
}

# unpack_packages SUITE DIRECTORY PACKAGE...
# Unpacks packages of another Debian suite into DIRECTORY. Nothing is installed, and apt's own lists and settings stay
# as they are: apt gets a state directory of its own, thrown away afterwards.
unpack_packages() {
  local suite=$1 directory=$2 state package status=0
  shift 2
  state=$(mktemp -d)
  mkdir -p "$directory" "$state/lists/partial" "$state/packages"
  cat >"$state/suite.sources" <<SOURCES
Types: deb
URIs: $(debian_archive)
Suites: $suite
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
  local options=(
    -qq
    -o "Dir::Etc::SourceList=$state/suite.sources"
    -o "Dir::Etc::SourceParts=-"
    -o "Dir::State::Lists=$state/lists"
    -o "Dir::State::status=/dev/null"
    -o "Dir::Etc::Preferences=/dev/null"
    -o "Dir::Etc::PreferencesParts=/dev/null"
    -o "APT::Sandbox::User=root"
  )
  apt-get "${options[@]}" update &&
    (cd "$state/packages" && apt-get "${options[@]}" download "$@" >/dev/null) ||
    status=1
  for package in "$state"/packages/*.deb; do
    [ $status -eq 0 ] || break
    dpkg -x "$package" "$directory" || status=1
  done
  rm -rf "$state"
  return $status
}
