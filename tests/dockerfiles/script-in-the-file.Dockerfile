FROM python:3.14-slim-trixie
RUN <<EOF
set -e
mkdir -p /app/logs
for name in a b; do
  touch "/app/logs/$name"
done
EOF
RUN test -f /app/logs/b
COPY app.py /app/
CMD ["python", "/app/app.py"]
