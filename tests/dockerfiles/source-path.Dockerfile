FROM python:3.14-slim-trixie
WORKDIR /app
COPY src/ ./src/
ENV PYTHONPATH=/app/src
CMD ["python", "-m", "tides"]
