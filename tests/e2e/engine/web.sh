# shellcheck shell=bash
# The stand-ins of the images that build web pages and serve them: Node's and nginx's. standins.sh sources this file,
# which uses that script's functions and variables; it is never run.
# shellcheck disable=SC2154

# What each Node brings along, in the version of that Node's recent releases. Corepack left with Node 25, and Yarn 1 with
# the images of Node 26.
declare -A bundled_with_node=(
  [22]='npm@10.9.9 corepack@0.34.6 yarn@1.22.22'
  [24]='npm@11.17.0 corepack@0.35.0 yarn@1.22.22'
  [26]='npm@11.17.0'
)

# unpack_from_npm PACKAGE@VERSION DIRECTORY unpacks a package as it was published: nothing is installed, no script runs.
unpack_from_npm() {
  local archive
  mkdir -p "$2"
  archive=$(cd "$work" && npm pack --silent "$1")
  tar -C "$2" -xzf "$work/$archive" --strip-components=1 --no-same-owner
  rm "$work/$archive"
}

# Fills a directory with what belongs under /usr/local in an image of that Node. Debian releases have one Node each, and
# trixie's has ended; the npm registry has the official programs of every Node.
prepare_node() {
  local major=$1 tree=$2 machine tool name
  case $(uname -m) in
    x86_64) machine=x64 ;;
    aarch64) machine=arm64 ;;
    *) machine=$(uname -m) ;;
  esac
  unpack_from_npm "node-linux-$machine@$major" "$tree"
  rm "$tree/package.json"
  # The headers of OpenSSL for other machines are half of the package.
  find "$tree/include/node/openssl/archs" -mindepth 1 -maxdepth 1 ! -name 'linux*' -exec rm -r {} +
  for tool in ${bundled_with_node[$major]}; do
    name=${tool%@*}
    unpack_from_npm "$tool" "$tree/lib/node_modules/$name"
  done

  ln -s node "$tree/bin/nodejs"
  for name in npm npx; do
    ln -s "../lib/node_modules/npm/bin/$name-cli.js" "$tree/bin/$name"
  done
  [ ! -d "$tree/lib/node_modules/corepack" ] || ln -s ../lib/node_modules/corepack/dist/corepack.js "$tree/bin/corepack"
  [ ! -d "$tree/lib/node_modules/yarn" ] || for name in yarn yarnpkg; do
    ln -s ../lib/node_modules/yarn/bin/yarn.js "$tree/bin/$name"
  done
  for name in "$tree"/bin/*; do
    chmod 755 "$(realpath "$name")"
  done

  cat >"$tree/bin/docker-entrypoint.sh" <<'SCRIPT'
#!/bin/sh
# Arguments that are no program are for Node.
case $1 in
  -*) set -- node "$@" ;;
  *) command -v "$1" >/dev/null || set -- node "$@" ;;
esac
exec "$@"
SCRIPT
  chmod 755 "$tree/bin/docker-entrypoint.sh"
}

# Builds the stand-in of node:TAG, where TAG is as in `24-trixie-slim`.
build_node() {
  local tag=$1 major=${1%%-*} suite base context=$work/node-${1%%-*} environment
  suite=${tag#*-}
  suite=${suite%-slim}
  base=standin/$suite
  if [ -z "${bundled_with_node[$major]:-}" ] || [ "$tag" != "$major-$suite-slim" ]; then
    echo "there is no stand-in for node:$tag" >&2
    return 1
  fi
  ! is_due "$base" || build_debian "$suite"
  command -v npm >/dev/null || install_packages npm
  [ -d "$context" ] || prepare_node "$major" "$context"

  environment="NODE_VERSION=$("$context/bin/node" --version | tr -d v)"
  # Node has its own list of whom to trust, and has to be told where this machine trusts others.
  [[ $(docker image inspect --format '{{.Config.Env}}' "$base") != *SSL_CERT_FILE=* ]] ||
    environment+=' NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt'
  build_image --tag "node:$tag" "$context" <<DOCKERFILE
FROM $base
RUN apt-get update && apt-get install -y --no-install-recommends libatomic1 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
ENV $environment
COPY . /usr/local/
RUN node --version && npm --version && npx --version
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
DOCKERFILE
}

# Builds the stand-in of nginx's image for users other than root, from Debian's nginx with that image's settings.
build_nginx() {
  local image=$1 base=standin/trixie context=$work/nginx
  ! is_due "$base" || build_debian trixie
  mkdir -p "$context/etc/nginx/conf.d" "$context/usr/share/nginx/html" "$context/docker-entrypoint.d"
  cat >"$context/etc/nginx/nginx.conf" <<'CONF'
worker_processes auto;
error_log /var/log/nginx/error.log notice;
pid /tmp/nginx.pid;

events {
    worker_connections 1024;
}

http {
    proxy_temp_path /tmp/proxy_temp;
    client_body_temp_path /tmp/client_temp;
    fastcgi_temp_path /tmp/fastcgi_temp;
    uwsgi_temp_path /tmp/uwsgi_temp;
    scgi_temp_path /tmp/scgi_temp;

    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log /var/log/nginx/access.log combined;
    sendfile on;
    keepalive_timeout 65;
    include /etc/nginx/conf.d/*.conf;
}
CONF
  cat >"$context/etc/nginx/conf.d/default.conf" <<'CONF'
server {
    listen 8080;
    server_name localhost;

    location / {
        root /usr/share/nginx/html;
        index index.html;
    }
}
CONF
  echo '<h1>It works: nginx</h1>' >"$context/usr/share/nginx/html/index.html"
  printf '#!/bin/sh\nexec "$@"\n' >"$context/docker-entrypoint.sh"
  chmod 755 "$context/docker-entrypoint.sh"

  # BusyBox stands for the one that is Alpine's, with the program that health checks take from it.
  build_image --tag "$image" "$context" <<'DOCKERFILE'
FROM standin/trixie
RUN apt-get update \
    && apt-get install -y --no-install-recommends busybox nginx \
    && rm -rf /var/lib/apt/lists/* /etc/nginx/sites-* /etc/nginx/modules-* /usr/share/nginx/html \
    && groupadd --system --gid 101 nginx \
    && useradd --system --uid 101 --gid nginx --no-create-home --home /nonexistent --shell /bin/false nginx \
    && ln -s busybox /usr/bin/wget \
    && mkdir -p /var/cache/nginx \
    && ln -sf /dev/stdout /var/log/nginx/access.log \
    && ln -sf /dev/stderr /var/log/nginx/error.log
COPY . /
RUN chown -R 101:0 /var/cache/nginx /etc/nginx && chmod -R g+w /var/cache/nginx /etc/nginx && chmod 755 /var/log/nginx
EXPOSE 8080
STOPSIGNAL SIGQUIT
USER 101
RUN nginx -t && rm -rf /tmp/*
ENTRYPOINT ["/docker-entrypoint.sh"]
CMD ["nginx", "-g", "daemon off;"]
DOCKERFILE
}
