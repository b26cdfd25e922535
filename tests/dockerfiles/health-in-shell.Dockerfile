FROM python:3.14-slim-trixie
WORKDIR /app
COPY app.py .
HEALTHCHECK CMD python -c 'print(1)' || exit 1
CMD python app.py
