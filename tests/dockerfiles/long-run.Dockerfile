FROM python:3.14-slim-trixie
RUN set -eux; \
    mkdir -p /var/tides; \
    # a comment within
    if [ -d /var/tides ]; then echo there; else exit 1; fi; \
    case "$(uname -m)" in x86_64) arch=amd64 ;; *) arch=other ;; esac; \
    echo "$arch" > /var/tides/arch; \
    (cd /var && ls) | wc -l; \
    command -v python || false
COPY app.py /
CMD ["python", "/app.py"]
