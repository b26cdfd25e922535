#!/usr/bin/env bash
# Builds stand-ins of the official images that pydock's Dockerfiles start from, so that these Dockerfiles build with a
# real Docker Engine where no container registry can be reached. Where one can, the tests use the official images, and
# this script does nothing but say so.
#
#   standins.sh [NAME...]   stand-ins of these images, for example `3.13-bookworm node:24-trixie-slim`, and of uv's;
#                           a name without a colon is a tag of `python`
#
# Without a NAME it builds those that the tests need; WITH_FULL=1 adds full images to them. Stand-ins that are there
# already are left alone unless FRESH=1. A stand-in is Debian from the archive that this machine's apt uses, with a
# CPython at /usr/local that comes from pyenv or from Debian's packages. README.md tells how it differs from an
# official image.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=debian.sh
. "$here/debian.sh"
# shellcheck source-path=SCRIPTDIR source=web.sh
. "$here/web.sh"
# shellcheck source-path=SCRIPTDIR source=java.sh
. "$here/java.sh"
# shellcheck source-path=SCRIPTDIR source=services.sh
. "$here/services.sh"
# shellcheck source-path=SCRIPTDIR source=hardened.sh
. "$here/hardened.sh"

# The images of Node, nginx and Java that pydock's presets name.
web_images=(node:24-trixie-slim node:26-trixie-slim nginxinc/nginx-unprivileged:stable-alpine-slim)
java_images=(maven:3.9-eclipse-temurin-21-noble eclipse-temurin:21-jre-noble)
# Services that pydock's compose files name.
service_images=(postgres:18 redis:8 rabbitmq:4 mariadb:11.8)
# Images without a shell that pydock's `--runtime hardened` names.
hardened_images=(dhi.io/python:3.14 dhi.io/python:3.13 gcr.io/distroless/python3-debian13:nonroot)

names=("$@")
if [ ${#names[@]} -eq 0 ]; then
  names=(3.14-slim-trixie 3.13-slim-trixie 3.12-slim-trixie 3.11-slim-trixie 3.13-slim-bookworm 3.12-slim-bookworm)
  [ -z "${WITH_FULL:-}" ] || names+=(3.14-trixie 3.13-trixie)
  names+=("${web_images[@]}" "${java_images[@]}" "${service_images[@]}" "${hardened_images[@]}")
fi
# Without these two, hardly any test could run.
indispensable=(python:3.14-slim-trixie python:3.13-slim-trixie)

pyenv_root=${PYENV_ROOT:-$HOME/.pyenv}
# The Debian suites that have a CPython of their own, for a machine whose pyenv lacks it.
declare -A suite_with_python=([3.11]=bookworm [3.13]=trixie [3.14]=sid)
# The pip that the last release of each CPython brings along; pyenv's CPython may be an older one.
declare -A bundled_pip=([3.11]=24.0 [3.12]=25.0.1 [3.13]=26.2.1 [3.14]=26.2.1)

# What the official slim image has besides Debian's minimum: the libraries that CPython's modules load.
runtime_packages=(
  ca-certificates netbase tzdata
  libbz2-1.0 libdb5.3 libffi8 libgdbm-compat4 libgdbm6 liblzma5 libncursesw6 libreadline8 libsqlite3-0 libssl3 libuuid1
  zlib1g libzstd1
)
# The better part of what the full image has besides: without ImageMagick, Subversion, Mercurial and Tk, which are big.
full_packages=(
  autoconf automake bzip2 curl default-libmysqlclient-dev dpkg-dev file g++ gcc git gnupg libbz2-dev libc6-dev
  libcurl4-openssl-dev libdb-dev libevent-dev libffi-dev libgdbm-dev libglib2.0-dev libgmp-dev libjpeg-dev libkrb5-dev
  liblzma-dev libmaxminddb-dev libncurses-dev libpng-dev libpq-dev libreadline-dev libsqlite3-dev libssl-dev libtool
  libwebp-dev libxml2-dev libxslt1-dev libyaml-dev make openssh-client patch pkg-config procps unzip uuid-dev wget
  xz-utils zlib1g-dev
)

is_there() { docker image inspect "$@" >/dev/null 2>&1; }

# Whether an image has yet to be built: it is missing, or everything is wanted afresh and its turn has not come. A file
# remembers the turn, because each image is built in a process of its own.
is_due() { ! is_there "$1" || { [ -n "${FRESH:-}" ] && [ ! -e "$work/built-${1//[:\/]/-}" ]; }; }
was_built() { touch "$work/built-${1//[:\/]/-}"; }

# A registry that cannot be reached may also never answer, hence the time limit.
registry_has() { timeout "${REGISTRY_TIMEOUT:-8}" docker manifest inspect "$1" >/dev/null 2>&1 </dev/null; }

# Runs a command that says a lot, and shows the end of that only where the command fails.
quietly() {
  "$@" >"$work/log" 2>&1 && return
  tail -n 40 "$work/log" >&2
  return 1
}

# Builds an image from the Dockerfile on standard input.
build_image() { quietly docker build --network host --progress plain --file - "$@"; }

# The version of uv that pydock writes into Dockerfiles, so that the two never drift apart.
pinned_uv() {
  local pins=$here/../../../src/knowledge/tools.toml version=
  [ ! -f "$pins" ] || version=$(sed -n '/^\[uv\]/,/^\[/ s/^version *= *"\([^"]*\)".*/\1/p' "$pins")
  echo "${version:-0.13.8}"
}

# Downloads wheels with whichever Python the machine has; pip's own settings and certificates apply.
download_wheels() { python3 -m pip download --quiet --no-deps --only-binary=:all: --disable-pip-version-check "$@"; }

# ---------------------------------------------------------------------------------------------------------------------
# Debian

# Writes to a directory each certificate that this machine trusts besides Debian's own, as behind a filtering proxy.
collect_own_certificates() {
  mkdir -p "$1"
  python3 - "$1" <<'PYTHON'
import pathlib, re, sys

def certificates(path):
    return re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", path.read_text(), re.DOTALL)

bundle = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
shipped = {text for path in pathlib.Path("/usr/share/ca-certificates").rglob("*.crt") for text in certificates(path)}
own = [text for text in certificates(bundle) if text not in shipped] if bundle.exists() else []
for count, text in enumerate(own):
    pathlib.Path(sys.argv[1], f"this-machine-{count}.crt").write_text(text + "\n")
PYTHON
}

# Writes the files by which a Debian image differs from a Debian installation: apt keeps no package, dpkg starts no
# service, and the sources are the official ones by way of this machine's archive.
write_image_files() {
  local suite=$1 directory=$2 apt=$2/etc/apt/apt.conf.d clean
  mkdir -p "$apt" "$directory/etc/apt/sources.list.d" "$directory/usr/sbin"

  clean='rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true'
  cat >"$apt/docker-clean" <<CONF
DPkg::Post-Invoke { "$clean"; };
APT::Update::Post-Invoke { "$clean"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
CONF
  echo 'Apt::AutoRemove::SuggestsImportant "false";' >"$apt/docker-autoremove-suggests"
  echo 'Acquire::GzipIndexes "true";' >"$apt/docker-gzip-indexes"
  echo 'Acquire::Languages "none";' >"$apt/docker-no-languages"
  printf '#!/bin/sh\nexit 101\n' >"$directory/usr/sbin/policy-rc.d"
  chmod 755 "$directory/usr/sbin/policy-rc.d"

  cat >"$directory/etc/apt/sources.list.d/debian.sources" <<SOURCES
Types: deb
URIs: $(debian_archive)
Suites: $suite $suite-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
  [ -z "$(security_archive)" ] || cat >>"$directory/etc/apt/sources.list.d/debian.sources" <<SOURCES

Types: deb
URIs: $(security_archive)
Suites: $suite-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
}

# Builds standin/SUITE, the stand-in of debian:SUITE-slim plus what the slim Python images install.
build_debian() {
  local suite=$1 files=$work/files-$1 setting included sources options=() changes=(--change 'CMD ["bash"]')
  install_packages mmdebstrap
  write_image_files "$suite" "$files"
  collect_own_certificates "$files/usr/local/share/ca-certificates"

  included=$(IFS=, && echo "${runtime_packages[*]}")
  # Up to bookworm Debian asks for `usrmerge`, which brings all of Perl along, or for this sign that it did its work.
  [ "$suite" != bookworm ] || included+=,usr-is-merged
  sources=("deb $(debian_archive) $suite main" "deb $(debian_archive) $suite-updates main")
  [ -z "$(security_archive)" ] || sources+=("deb $(security_archive) $suite-security main")

  # An archive that is a copy of an earlier day, or one behind a proxy, needs the same settings inside as outside.
  while read -r setting; do
    options+=("--aptopt=$setting")
  done < <(apt-config dump | grep -E '^Acquire::(Check-Valid-Until|Check-Date|https?::Proxy) ')
  for setting in doc groff info linda lintian locale man; do
    options+=("--dpkgopt=path-exclude=/usr/share/$setting/*")
  done
  options+=('--dpkgopt=path-include=/usr/share/doc/*/copyright' --dpkgopt=force-unsafe-io)

  # pip, Requests and uv each look elsewhere for certificates. No official image sets these variables.
  changes+=(--change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin')
  if compgen -G "$files/usr/local/share/ca-certificates/*.crt" >/dev/null; then
    for setting in SSL_CERT_FILE PIP_CERT REQUESTS_CA_BUNDLE; do
      changes+=(--change "ENV $setting=/etc/ssl/certs/ca-certificates.crt")
    done
  fi

  # The hooks run with the directory of the new system as $1. A pipe would import even half of a system.
  # shellcheck disable=SC2016
  quietly mmdebstrap --variant=minbase --include="$included" "${options[@]}" \
    --hook-dir=/usr/share/mmdebstrap/hooks/maybe-merged-usr \
    --customize-hook="sync-in '$files' /" \
    --customize-hook='chroot "$1" update-ca-certificates' \
    --customize-hook='rm -f "$1/etc/apt/sources.list" "$1/etc/hostname" "$1/etc/resolv.conf" "$1"/var/cache/apt/*.bin' \
    "$suite" "$work/$suite.tar" "${sources[@]}"
  docker import "${changes[@]}" "$work/$suite.tar" "standin/$suite" >/dev/null
  rm "$work/$suite.tar"
  was_built "standin/$suite"
}

# Builds standin/SUITE-full, on which the full Python images stand.
build_full_debian() {
  build_image --tag "standin/$1-full" "$work" <<DOCKERFILE
FROM standin/$1
RUN apt-get update && apt-get install -y --no-install-recommends ${full_packages[*]} && rm -rf /var/lib/apt/lists/*
DOCKERFILE
  was_built "standin/$1-full"
}

# ---------------------------------------------------------------------------------------------------------------------
# CPython

# Prints where pyenv keeps its newest CPython of a series, if it has one.
pyenv_prefix() {
  [ ! -d "$pyenv_root/versions" ] ||
    find "$pyenv_root/versions" -maxdepth 2 -path "*/$1.*/bin" -printf '%h\n' | sort -V | tail -n 1
}

copy_from_pyenv() {
  local series=$1 prefix=$2 tree=$3
  mkdir -p "$tree"
  # pyenv's site-packages hold whatever this machine's users installed.
  tar -C "$prefix" -cf - --exclude="lib/python$series/site-packages" \
    "bin/python$series" "bin/python$series-config" lib include | tar -C "$tree" -xf -
  # Whatever records pyenv's directory would send compilers there.
  grep -rlIF "$prefix" "$tree" | xargs -r sed -i "s|$prefix|/usr/local|g"
}

# Takes CPython from Debian's packages, and undoes what Debian changed: the prefix, the directory of installed packages,
# and the refusal to install any.
copy_from_debian() {
  local series=$1 suite=$2 tree=$3 debian=$work/debian-$1 library=$3/lib/python$1 file
  unpack_packages "$suite" "$debian" "python$series-minimal" "python$series-venv" "python$series-dev" \
    "libpython$series-minimal" "libpython$series-stdlib" "libpython$series" "libpython$series-dev"
  # Debian's CPython shares the XML parser that official builds contain.
  unpack_packages trixie "$debian" libexpat1

  mkdir -p "$tree/bin" "$tree/lib"
  cp "$debian/usr/bin/python$series" "$debian/usr/bin/python$series-config" "$tree/bin/"
  cp -r "$debian/usr/include" "$tree/"
  cp -r "$debian/usr/lib/python$series" "$tree/lib/"
  cp -P "$debian"/usr/lib/*/libpython"$series".so* "$debian"/usr/lib/*/libexpat.so* "$tree/lib/"
  rm -f "$library/sitecustomize.py" "$library/EXTERNALLY-MANAGED"

  # The search path is compiled into the program, and knows only the directory for packages that Debian gave up.
  mkdir "$library/dist-packages"
  echo "import site; site.addsitedir('/usr/local/lib/python$series/site-packages')" \
    >"$library/dist-packages/official.pth"
  sed -i "s/if hasattr(sys, 'real_prefix'):/if True:/" "$library/ensurepip/__init__.py"
  # Before 3.14 `sysconfig` is one file, and `_sysconfig_vars` and `build-details` are new.
  for file in "$library"/sysconfig.py "$library"/sysconfig/__init__.py; do
    [ ! -f "$file" ] || sed -i "s/prefix_scheme = 'posix_local'/prefix_scheme = 'posix_prefix'/" "$file"
  done
  for file in "$library"/_sysconfig* "$library"/build-details* "$library"/config-*/Makefile; do
    [ ! -f "$file" ] || sed -i -E "s#(['\"= ])/usr(/lib|/include|(/bin)?(['\" ]|\$))#\1/usr/local\2#g" "$file"
  done

  # The newest glibc that any of our Debians has is trixie's, and sid is ahead of it.
  python3 "$here/older_glibc.py" 2.41 "$library"/lib-dynload/*.so >/dev/null
}

# Removes what the official images remove or, like the module `nis`, never had. Puts into ensurepip the pip that they
# have, and the setuptools that it asks for before 3.12: Debian's ensurepip comes without either.
tidy() {
  local series=$1 tree=$2 pip=${bundled_pip[$1]:-} ensurepip=$2/lib/python$1/ensurepip setuptools
  find "$tree" -depth \( -type d \( -name test -o -name tests -o -name idle_test -o -name __pycache__ \) \
    -o -name '*.pyc' -o -name 'nis.*.so' -o -name 'libpython*.a' -o -xtype l \) -exec rm -rf {} +
  mkdir -p "$tree/lib/python$series/site-packages"
  if command -v strip >/dev/null; then
    find "$tree" -type f \( -name '*.so' -o -name '*.so.*' -o -name "python$series" \) -exec strip --strip-unneeded {} +
  fi
  mkdir -p "$ensurepip/_bundled"
  if [ -n "$pip" ]; then
    rm -f "$ensurepip"/_bundled/pip-*
    download_wheels --dest "$ensurepip/_bundled" "pip==$pip"
    sed -i "s/^_PIP_VERSION = .*/_PIP_VERSION = \"$pip\"/" "$ensurepip/__init__.py"
  fi
  setuptools=$(sed -n 's/^_SETUPTOOLS_VERSION = "\(.*\)"/\1/p' "$ensurepip/__init__.py")
  [ -z "$setuptools" ] || download_wheels --dest "$ensurepip/_bundled" "setuptools==$setuptools"
}

# prepare_python SERIES SUITE fills $work/python-SERIES with what belongs under /usr/local in an image of that suite.
prepare_python() {
  local series=$1 suite=$2 tree=$work/python-$1 prefix origin=${suite_with_python[$1]:-}
  prefix=$(pyenv_prefix "$series")
  if [ -z "$prefix$origin" ]; then
    echo "neither pyenv nor Debian has CPython $series" >&2
    return 1
  fi
  if [ -z "$prefix" ] && [ "$suite" = bookworm ] && [ "$origin" != bookworm ]; then
    echo "pyenv has no CPython $series, and Debian's is for newer releases than bookworm" >&2
    return 1
  fi
  [ ! -d "$tree" ] || return 0

  rm -rf "$tree.part"
  if [ -n "$prefix" ]; then
    copy_from_pyenv "$series" "$prefix" "$tree.part"
  else
    copy_from_debian "$series" "$origin" "$tree.part"
  fi
  tidy "$series" "$tree.part"
  mv "$tree.part" "$tree"
}

# Builds the stand-in of python:TAG. The last lines of the Dockerfile try whether this CPython runs on that Debian: one
# that pyenv linked on a newer Debian does not.
build_python() {
  local tag=$1 series=${1%%-*} suite=${1##*-} base=standin/${1##*-} context version environment wheels=()
  context=$work/python-$series
  ! is_due "$base" || build_debian "$suite"
  if [[ $tag != *-slim-* ]]; then
    base=$base-full
    ! is_due "$base" || build_full_debian "$suite"
  fi
  prepare_python "$series" "$suite"

  version=$(sed -n 's/^#define PY_VERSION  *"\([^"+]*\).*/\1/p' "$context/include/python$series/patchlevel.h")
  environment="PATH=/usr/local/bin:\$PATH PYTHON_VERSION=$version"
  case $series in 3.9 | 3.10 | 3.11 | 3.12) environment+=' LANG=C.UTF-8' ;; esac
  case $series in 3.9 | 3.10 | 3.11) wheels=('setuptools==79.0.1' 'wheel<0.46') ;; esac
  rm -rf "$work/wheels"
  mkdir "$work/wheels"
  [ ${#wheels[@]} -eq 0 ] || download_wheels --dest "$work/wheels" "${wheels[@]}"

  build_image --tag "python:$tag" --build-context "wheels=$work/wheels" "$context" <<DOCKERFILE
FROM $base
COPY . /usr/local/
ENV $environment
RUN --mount=type=bind,from=wheels,target=/wheels <<SHELL
  set -eu
  export PYTHONDONTWRITEBYTECODE=1
  ldconfig
  cd /usr/local/bin
  ln -s python$series python3
  ln -s python3 python
  ln -s python$series-config python3-config
  ln -s python3-config python-config
  python -m ensurepip
  ln -s pip3 pip
  for wheel in /wheels/*.whl; do
    [ ! -f "\$wheel" ] || pip install --no-index --no-deps --no-compile --no-cache-dir "\$wheel"
  done
  find /usr/local -depth -name __pycache__ -exec rm -rf {} +
  python -c 'import bz2, ctypes, curses, hashlib, lzma, readline, sqlite3, ssl, termios, uuid, zlib'
  python -c 'from xml.etree import ElementTree; ElementTree.fromstring("<a/>")'
  pip --version
  python -m venv /tmp/venv
  rm -rf /tmp/venv
SHELL
CMD ["python3"]
DOCKERFILE
  # Without a suite or a variant, the official tag means the newest Debian.
  [ "$suite" != trixie ] || docker tag "python:$tag" "python:${tag%-trixie}"
}

# ---------------------------------------------------------------------------------------------------------------------
# uv

# uv's own image holds two programs that need no C library; its wheel for musl has the same ones.
build_uv() {
  local version=$1 wheel=$work/uv context=$work/uv/uv-$1.data/scripts
  download_wheels --dest "$wheel" --platform "musllinux_1_1_$(uname -m)" "uv==$version"
  python3 -m zipfile -e "$wheel"/uv-*.whl "$wheel"
  chmod 755 "$context/uv" "$context/uvx"
  build_image --tag "$uv_image" --tag "${uv_image%.*}" --tag "${uv_image%:*}:latest" "$context" <<'DOCKERFILE'
FROM scratch
COPY uv uvx /
WORKDIR /io
ENTRYPOINT ["/uv"]
DOCKERFILE
}

# ---------------------------------------------------------------------------------------------------------------------

uv_image=ghcr.io/astral-sh/uv:$(pinned_uv)
images=()
for name in "${names[@]}" "$uv_image"; do
  [[ $name == *:* ]] || name=python:$name
  images+=("$name")
done

if [ -z "${FRESH:-}" ] && is_there "${images[@]}"; then
  echo "there already: ${images[*]}"
  exit
fi

python3 -m pip --version >/dev/null 2>&1 || install_packages python3-pip
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Docker Hub holds most of them and GitHub uv's; either may be in reach without the other.
official=()
for example in python:3.13-slim-trixie "$uv_image" "${web_images[@]:1}" maven:3 eclipse-temurin:21 "${service_images[@]}"; do
  ! registry_has "$example" || official+=("${example%:*}")
done

missing=()
for image in "${images[@]}"; do
  is_due "$image" || continue
  if [[ " ${official[*]} " == *" ${image%:*} "* ]]; then
    echo "in reach, no stand-in needed: $image"
    continue
  fi
  began=$SECONDS
  # A condition around the call would keep errors inside it from ending it.
  set +e
  (
    set -e
    case $image in
      "$uv_image") build_uv "${image##*:}" ;;
      node:*) build_node "${image#node:}" ;;
      nginxinc/*) build_nginx "$image" ;;
      maven:*-temurin-*) build_maven "${image#maven:}" ;;
      eclipse-temurin:*-j??-*) build_temurin "${image#eclipse-temurin:}" ;;
      postgres:*) build_postgres "${image#postgres:}" ;;
      redis:*) build_redis "${image#redis:}" ;;
      rabbitmq:*) build_rabbitmq "${image#rabbitmq:}" ;;
      mariadb:*) build_mariadb "${image#mariadb:}" ;;
      dhi.io/python:*) build_hardened "${image#*:}" "$image-dev" "$image" ;;
      gcr.io/distroless/python3-debian13:*) build_hardened 3.13 '' "$image" '["/usr/bin/python3"]' ;;
      python:*) build_python "${image#python:}" ;;
      *) echo "there is no stand-in for $image" >&2 && exit 1 ;;
    esac
  )
  status=$?
  set -e
  if [ $status -eq 0 ]; then
    echo "built $image ($((SECONDS - began)) s)"
  else
    missing+=("$image")
  fi
done

[ ${#missing[@]} -eq 0 ] || echo "missing: ${missing[*]}" >&2
for image in "${missing[@]}"; do
  [[ " ${indispensable[*]} $uv_image " != *" $image "* ]] || exit 1
done
