FROM python:3.12-slim-trixie AS builder
COPY requirements.txt .
RUN pip install --user -r requirements.txt
FROM python:3.12-slim-trixie
WORKDIR /code
COPY --from=builder /root/.local /root/.local
ENV PATH=/root/.local/bin:$PATH
COPY app.py .
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
