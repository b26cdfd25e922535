FROM python:3.14-slim-trixie
RUN ["python", "-c", "print(1)"]
RUN ["/bin/sh", "-c", "mkdir -p /data"]
COPY app.py /data/
CMD ["python", "/data/app.py"]
