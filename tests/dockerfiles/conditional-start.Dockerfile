FROM python:3.14-slim-trixie
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD if [ "$MODE" = worker ]; then python manage.py work; else gunicorn -b :8000 app:app; fi
