FROM python:3.14-slim-trixie
WORKDIR /srv
WORKDIR web
WORKDIR ./tides/
COPY app.py .
RUN test -f /srv/web/tides/app.py
CMD ["python", "app.py"]
