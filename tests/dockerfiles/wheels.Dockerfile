FROM python:3.14-slim-trixie AS wheels
COPY requirements.txt .
RUN pip wheel --wheel-dir /wheels -r requirements.txt
FROM python:3.14-slim-trixie
RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels pip install --no-index --find-links=/wheels gunicorn
COPY app.py /app/
WORKDIR /app
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
