FROM python:3.14-slim-trixie AS parent
ONBUILD WORKDIR /app
ONBUILD COPY app.py .
FROM parent
RUN test -f /app/app.py
CMD ["python", "/app/app.py"]
