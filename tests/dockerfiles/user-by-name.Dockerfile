FROM python:3.14-slim-trixie
RUN useradd -m -s /bin/bash tides
USER tides
WORKDIR /home/tides
COPY --chown=tides app.py .
CMD ["python", "app.py"]
