# shellcheck shell=bash
# The stand-ins of the services that applications talk to: postgres and redis. standins.sh sources this file, which uses
# that script's functions and variables; it is never run.
# shellcheck disable=SC2154

# build_service IMAGE PACKAGE... builds an image with Debian's packages. The entry point comes from standard input, and the
# other lines of the Dockerfile are in `service_lines`.
build_service() {
  local image=$1
  shift
  ! is_due standin/trixie || build_debian trixie
  rm -rf "$work/service"
  mkdir -p "$work/service"
  cat >"$work/service/docker-entrypoint.sh"
  chmod 755 "$work/service/docker-entrypoint.sh"
  build_image --tag "$image" "$work/service" <<DOCKERFILE
FROM standin/trixie
RUN apt-get update && apt-get install -y --no-install-recommends $* && rm -rf /var/lib/apt/lists/*
COPY docker-entrypoint.sh /usr/local/bin/
ENTRYPOINT ["docker-entrypoint.sh"]
$service_lines
DOCKERFILE
}

# The variables, the data path and the volume of the official image of that release, which is the one that Debian has not:
# the server is Debian's.
build_postgres() {
  local release=${1%%-*}
  service_lines="RUN rm -rf /var/lib/postgresql && install -d -o postgres -g postgres -m 1777 /var/lib/postgresql /var/run/postgresql
ENV PATH=/usr/lib/postgresql/17/bin:\$PATH PG_MAJOR=$release PGDATA=/var/lib/postgresql/$release/docker
VOLUME /var/lib/postgresql
STOPSIGNAL SIGINT
EXPOSE 5432
CMD [\"postgres\"]"
  build_service "postgres:$1" postgresql-17 util-linux <<'SCRIPT'
#!/bin/sh
# Root makes the folder, and the user that owns it goes on.
set -eu
if [ "$1" = postgres ] && [ "$(id -u)" = 0 ]; then
  install -d -o postgres -g postgres -m 0700 "$PGDATA"
  chown postgres:postgres "$(dirname "$PGDATA")" /var/lib/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  : "${POSTGRES_PASSWORD:?Database is uninitialized and superuser password is not specified.}"
  user=${POSTGRES_USER:-postgres}
  database=${POSTGRES_DB:-$user}
  printf '%s' "$POSTGRES_PASSWORD" >/tmp/password
  initdb --username="$user" --pwfile=/tmp/password --auth-host=scram-sha-256 --auth-local=trust >/dev/null
  rm /tmp/password
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  pg_ctl -w start -o "-c listen_addresses=''" >/dev/null
  [ "$database" = postgres ] || createdb --username="$user" --maintenance-db=postgres "$database"
  pg_ctl -w -m fast stop >/dev/null
fi
[ "$1" != postgres ] || set -- "$@" -c "listen_addresses=*"
exec "$@"
SCRIPT
}

# Debian's server under the name of the official image.
build_redis() {
  service_lines='VOLUME /data
WORKDIR /data
EXPOSE 6379
CMD ["redis-server"]'
  build_service "redis:$1" redis-server redis-tools util-linux <<'SCRIPT'
#!/bin/sh
# An option alone is for the server; root makes the folder writable, and the user goes on.
set -eu
case $1 in -*) set -- redis-server "$@" ;; esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  chown redis:redis /data
  exec setpriv --reuid=redis --regid=redis --init-groups "$0" "$@"
fi
[ "$1" != redis-server ] || set -- "$@" --protected-mode no --bind '* -::*'
exec "$@"
SCRIPT
}
