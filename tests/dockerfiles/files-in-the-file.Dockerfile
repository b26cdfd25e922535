FROM python:3.14-slim-trixie
COPY <<start.sh <<settings.toml /app/
#!/bin/sh
exec python /app/app.py
start.sh
depth = 2
settings.toml
COPY app.py /app/
RUN chmod +x /app/start.sh
CMD ["/app/start.sh"]
