from python:3.14-slim-trixie as base
workdir /app
copy app.py .
run echo one
cmd ["python", "app.py"]
