#!/bin/sh
set -e

python -m crumbs.prepare

case "$1" in
  worker)
    exec celery --app crumbs.jobs worker
    ;;
  web)
    shift
    exec uvicorn crumbs.asgi:application --host 0.0.0.0 --port "${PORT:-7300}" "$@"
    ;;
esac
exec "$@"
