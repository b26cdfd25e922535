FROM python:latest
RUN apt-get update && apt-get install curl
COPY . /app
CMD python /app/api.py
