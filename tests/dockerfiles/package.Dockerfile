FROM python:3.14-slim-trixie
WORKDIR /app
COPY pyproject.toml README.md ./
COPY src src
RUN pip install .
CMD ["tides"]
