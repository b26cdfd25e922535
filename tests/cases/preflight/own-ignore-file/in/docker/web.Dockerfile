FROM python:3.14-slim-trixie
WORKDIR /app
COPY app.py ./
CMD ["python", "app.py"]
