FROM python:3.14-slim-trixie AS all
COPY app.py /app/
FROM scratch
COPY --from=all / /
CMD ["/usr/local/bin/python", "/app/app.py"]
