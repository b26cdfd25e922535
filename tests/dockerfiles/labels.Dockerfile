FROM python:3.14-slim-trixie
LABEL org.opencontainers.image.title="Tides" \
      org.opencontainers.image.licenses='MIT'
LABEL "com.example.note"="two words" multi="one \
two"
COPY app.py /
CMD ["python", "/app.py"]
