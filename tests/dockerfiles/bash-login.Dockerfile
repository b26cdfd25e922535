FROM python:3.14-slim-trixie
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py .
CMD ["bash", "-lc", "cd /app && exec gunicorn -b :8000 app:app"]
