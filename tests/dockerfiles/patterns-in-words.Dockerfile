FROM python:3.14-slim-trixie
ARG FILE=config/app.prod.toml
COPY ${FILE%/*}/app.toml /a/
COPY config/${FILE##*/} /b/
COPY ${FILE/.prod/} /c/
RUN test -f /a/app.toml && test -f /b/app.prod.toml && test -f /c/app.toml
