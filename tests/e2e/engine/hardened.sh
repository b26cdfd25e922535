# shellcheck shell=bash
# Stand-ins of hardened images, with their vendors' layout: an image that builds has a shell, the one that runs has neither
# shell nor package manager, Python lies in /usr, and the user is 65532. standins.sh sources this file, which uses that
# script's functions and variables; it is never run.
# shellcheck disable=SC2154

# build_hardened SERIES BUILDER RUNTIME [ENTRYPOINT] builds both from the stand-in of the slim image. An empty BUILDER is left
# out: the official image builds then.
build_hardened() {
  local series=$1 builder=$2 runtime=$3 entrypoint=${4:-[]}
  ! is_due "python:$series-slim-trixie" || build_python "$series-slim-trixie"
  rm -rf "$work/hardened"
  mkdir -p "$work/hardened"
  cat >"$work/hardened/Dockerfile" <<DOCKERFILE
FROM python:$series-slim-trixie AS official
FROM standin/trixie AS dev
COPY --from=official /usr/local/ /usr/
RUN ldconfig \\
    && sed -i '1s,/usr/local/bin,/usr/bin,' /usr/bin/pip* \\
    && groupadd --gid 65532 nonroot \\
    && useradd --uid 65532 --gid 65532 --no-log-init --create-home --shell /usr/sbin/nologin nonroot
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
FROM dev AS bare
RUN ["python3", "-c", "import glob, os, shutil\nfor path in glob.glob('/usr/lib/python3.*/site-packages/*') + glob.glob('/usr/lib/python3.*/ensurepip') + ['/var/lib/apt', '/etc/apt']: shutil.rmtree(path, True)\nfor path in glob.glob('/usr/bin/*') + glob.glob('/usr/sbin/*'):\n    if 'python' not in path or path.endswith('-config'): os.remove(path)"]
FROM scratch
COPY --from=bare / /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
USER 65532
ENTRYPOINT $entrypoint
CMD ["python3"]
DOCKERFILE
  [ -z "$builder" ] || build_image --target dev --tag "$builder" "$work/hardened" <"$work/hardened/Dockerfile"
  build_image --tag "$runtime" "$work/hardened" <"$work/hardened/Dockerfile"
}
