# shellcheck shell=bash
# The stand-ins of the services that applications talk to: postgres, redis, rabbitmq and mariadb. standins.sh sources this file, which uses
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
  # Files besides the entry point.
  ! declare -F service_files >/dev/null || service_files
  unset -f service_files
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

# The variables and the data path of the official image; the server and its programs are Debian's. A node keeps its data under
# its host name.
build_rabbitmq() {
  service_lines='ENV RABBITMQ_DATA_DIR=/var/lib/rabbitmq HOME=/var/lib/rabbitmq LANG=C.UTF-8
ENV PATH=/usr/lib/rabbitmq/bin:$PATH
VOLUME /var/lib/rabbitmq
EXPOSE 5672
CMD ["rabbitmq-server"]'
  build_service "rabbitmq:$1" rabbitmq-server util-linux <<'SCRIPT'
#!/bin/sh
# Root makes the folder writable, and the server's user goes on. The programs of Debian change to that user by `runuser`,
# which a container without privileges cannot do; those of the package do not.
set -eu
if [ "$1" = rabbitmq-server ] && [ "$(id -u)" = 0 ]; then
  chown rabbitmq:rabbitmq /var/lib/rabbitmq
  exec setpriv --reuid=rabbitmq --regid=rabbitmq --init-groups "$0" "$@"
fi
if [ "$1" = rabbitmq-server ]; then
  umask 077
  {
    echo "listeners.tcp.default = 5672"
    echo "loopback_users = none"
    [ -z "${RABBITMQ_DEFAULT_USER:-}" ] || echo "default_user = $RABBITMQ_DEFAULT_USER"
    [ -z "${RABBITMQ_DEFAULT_PASS:-}" ] || echo "default_pass = $RABBITMQ_DEFAULT_PASS"
    [ -z "${RABBITMQ_DEFAULT_VHOST:-}" ] || echo "default_vhost = $RABBITMQ_DEFAULT_VHOST"
  } >/var/lib/rabbitmq/standin.conf
  export RABBITMQ_CONFIG_FILE=/var/lib/rabbitmq/standin.conf RABBITMQ_LOGS=- RABBITMQ_LOG_BASE=/var/lib/rabbitmq
fi
exec "$@"
SCRIPT
}

# The variables, the data path and the check of the official image; the server is Debian's.
build_mariadb() {
  service_lines='RUN rm -rf /var/lib/mysql && install -d -o mysql -g mysql /var/lib/mysql
VOLUME /var/lib/mysql
COPY healthcheck.sh /usr/local/bin/
EXPOSE 3306
CMD ["mariadbd"]'
  service_files() {
    cat >"$work/service/healthcheck.sh" <<'SCRIPT'
#!/bin/sh
# `--connect --innodb_initialized`: the server answers on its port, and InnoDB is ready.
set -eu
case " $* " in *" --connect "*) mariadb-admin --defaults-file=/var/lib/mysql/.check.cnf --protocol=tcp ping >/dev/null ;; esac
case " $* " in
  *" --innodb_initialized "*)
    [ "$(mariadb --defaults-file=/var/lib/mysql/.check.cnf --protocol=tcp --skip-column-names --execute \
      "select 1 from information_schema.engines where engine = 'innodb' and support in ('yes', 'default')")" = 1 ]
    ;;
esac
SCRIPT
    chmod 755 "$work/service/healthcheck.sh"
  }
  build_service "mariadb:$1" mariadb-server mariadb-client util-linux <<'SCRIPT'
#!/bin/sh
set -eu
if [ "$1" = mariadbd ] && [ "$(id -u)" = 0 ]; then
  install -d -o mysql -g mysql /var/lib/mysql /run/mysqld
  chown mysql:mysql /var/lib/mysql
  exec setpriv --reuid=mysql --regid=mysql --init-groups "$0" "$@"
fi
if [ "$1" = mariadbd ] && [ ! -d /var/lib/mysql/mysql ]; then
  : "${MARIADB_ROOT_PASSWORD:?Database is uninitialized and password option is not specified}"
  mariadb-install-db --datadir=/var/lib/mysql --skip-test-db --auth-root-authentication-method=normal >/dev/null
  quoted() { printf '%s' "$1" | sed "s/'/''/g"; }
  {
    # The server takes one statement a line.
    echo "CREATE USER 'healthcheck'@'%' IDENTIFIED BY 'healthcheck';"
    echo "GRANT USAGE ON *.* TO 'healthcheck'@'%';"
    echo "SET PASSWORD FOR 'root'@'localhost' = PASSWORD('$(quoted "$MARIADB_ROOT_PASSWORD")');"
    [ -z "${MARIADB_DATABASE:-}" ] || echo "CREATE DATABASE \`$MARIADB_DATABASE\`;"
    if [ -n "${MARIADB_USER:-}" ]; then
      echo "CREATE USER '$MARIADB_USER'@'%' IDENTIFIED BY '$(quoted "$MARIADB_PASSWORD")';"
      [ -z "${MARIADB_DATABASE:-}" ] || echo "GRANT ALL ON \`$MARIADB_DATABASE\`.* TO '$MARIADB_USER'@'%';"
    fi
  } >/var/lib/mysql/.init.sql
  printf '[client]\nuser=healthcheck\npassword=healthcheck\nhost=127.0.0.1\n' >/var/lib/mysql/.check.cnf
  set -- "$@" --init-file=/var/lib/mysql/.init.sql
fi
[ "$1" != mariadbd ] || set -- "$@" --bind-address=0.0.0.0 --datadir=/var/lib/mysql --socket=/run/mysqld/mysqld.sock
exec "$@"
SCRIPT
}
