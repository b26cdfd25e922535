FROM ghcr.io/astral-sh/uv:0.13.8 AS uv
FROM python:3.14-slim-trixie
RUN --mount=from=uv,source=/uv,target=/bin/uv \
    --mount=type=bind,source=requirements.txt,target=requirements.txt \
    uv pip install --system -r requirements.txt
WORKDIR /app
COPY app.py .
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
