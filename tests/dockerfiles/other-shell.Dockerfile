FROM python:3.14-slim-trixie
SHELL ["/bin/bash", "-o", "pipefail", "-ec"]
RUN [[ -n $HOME ]] && echo one | cat
COPY app.py /
CMD ["python", "/app.py"]
