FROM python:3.14-slim-trixie
COPY app.py /
CMD ["python", "/app.py"]
