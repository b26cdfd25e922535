ARG FROM_STAGE=slim
FROM python:3.14-slim-trixie AS slim
WORKDIR /app
FROM ${FROM_STAGE}
COPY app.py .
CMD ["python", "app.py"]
