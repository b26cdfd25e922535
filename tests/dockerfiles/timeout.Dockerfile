FROM python:3.14-slim-trixie
WORKDIR /app
COPY app.py .
CMD ["timeout", "--signal=TERM", "300", "python", "app.py"]
