FROM python:3.14-slim-trixie
ARG NAME
ARG DIR=${NAME:-config}
WORKDIR /srv/${NAME:-app}
COPY ${DIR}/app${NAME:+.prod}.toml ./
COPY app.py ./
CMD ["python", "app.py"]
