#!/bin/sh
celery -A jobs worker &
exec gunicorn counter:app --bind 0.0.0.0:9000
