FROM python:3.14-slim-trixie
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD python manage.py migrate && gunicorn -b 0.0.0.0:8000 wsgi
