ARG PYTHON=3.14
ARG SUITE=trixie
FROM python:${PYTHON}-slim-${SUITE} AS base
ARG PYTHON
RUN python --version | grep "$PYTHON"
FROM base
COPY app.py /
CMD ["python", "/app.py"]
