FROM python:3.14-slim-trixie
WORKDIR /app
COPY *.py ./
COPY requirement?.txt config/app*.toml ./config/
COPY keep.log nothing*.log ./logs/
CMD ["python", "app.py"]
