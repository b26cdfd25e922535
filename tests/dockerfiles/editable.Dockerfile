FROM python:3.14-slim-trixie
WORKDIR /app
COPY . .
RUN pip install --editable .
CMD tides
