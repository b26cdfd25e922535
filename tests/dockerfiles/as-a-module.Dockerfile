FROM python:3.14-slim-trixie
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py .
EXPOSE 9000
CMD ["python", "-m", "gunicorn", "--bind=0.0.0.0:9000", "app:app"]
