FROM python:3.12-slim-trixie AS builder
WORKDIR /install
COPY requirements.txt /requirements.txt
RUN pip install --prefix=/install -r /requirements.txt

FROM python:3.12-slim-trixie
COPY --from=builder /install /usr/local
COPY app.py /app/
WORKDIR /app
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
