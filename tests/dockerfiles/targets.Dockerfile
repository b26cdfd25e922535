FROM python:3.14-slim-trixie AS base
WORKDIR /app
COPY app.py .
FROM base AS development
COPY requirements-dev.txt requirements.txt ./
RUN pip install -r requirements-dev.txt
CMD ["python", "app.py"]
FROM base AS production
CMD ["python", "app.py"]
