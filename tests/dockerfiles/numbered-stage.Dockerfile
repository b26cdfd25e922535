FROM python:3.14-slim-trixie
WORKDIR /w
COPY requirements.txt ./
RUN pip install --no-cache-dir --target /deps -r requirements.txt
FROM python:3.14-slim-trixie
COPY --from=0 /deps /deps
ENV PYTHONPATH=/deps
COPY app.py /app/
CMD ["python", "/app/app.py"]
