FROM python:3.14-slim-trixie
ENV GREETING low tide
RUN test "$GREETING" = 'low tide'
LABEL name tides
COPY app.py /
CMD ["python", "/app.py"]
