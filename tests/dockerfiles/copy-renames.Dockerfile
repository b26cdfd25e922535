FROM python:3.14-slim-trixie
COPY app.py /app/main.py
COPY config/app.prod.toml /etc/tides.toml
RUN test -f /etc/tides.toml
CMD ["python", "/app/main.py"]
