FROM python:3.14-slim-trixie
WORKDIR /app
COPY scripts/prepare.sh app.py ./
RUN chmod +x prepare.sh && sh prepare.sh
CMD ["python", "app.py"]
