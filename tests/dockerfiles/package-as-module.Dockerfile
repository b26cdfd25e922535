FROM python:3.14-slim-trixie
COPY . /app
RUN pip install /app
ENTRYPOINT ["python", "-m", "tides"]
