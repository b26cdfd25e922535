FROM python:3.14-slim-trixie
WORKDIR /app
COPY requirements requirements
RUN pip install -r requirements/prod.txt
COPY app.py .
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
