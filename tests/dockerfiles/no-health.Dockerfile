FROM python:3.14-slim-trixie
COPY app.py /
HEALTHCHECK NONE
STOPSIGNAL SIGINT
VOLUME ["/data"]
VOLUME /logs /more
CMD ["python", "/app.py"]
