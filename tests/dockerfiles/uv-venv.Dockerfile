FROM python:3.14-slim-trixie
COPY --from=ghcr.io/astral-sh/uv:0.13.8 /uv /usr/local/bin/
WORKDIR /app
RUN uv venv
ENV PATH=/app/.venv/bin:$PATH VIRTUAL_ENV=/app/.venv
COPY requirements.txt .
RUN uv pip install -r requirements.txt
COPY app.py .
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
