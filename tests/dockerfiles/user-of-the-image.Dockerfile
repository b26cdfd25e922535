FROM python:3.14-slim-trixie
WORKDIR /app
COPY app.py .
USER nobody:nogroup
CMD ["python", "app.py"]
