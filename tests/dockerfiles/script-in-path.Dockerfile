FROM python:3.14-slim-trixie
COPY --chmod=0755 entrypoint.sh /usr/local/bin/
COPY app.py /app/
ENTRYPOINT ["entrypoint.sh"]
CMD ["python", "/app/app.py"]
