FROM python:3.14-slim-trixie
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py .
CMD ["nice", "-n", "5", "env", "MODE=web", "gunicorn", "-b", ":8000", "app:app"]
