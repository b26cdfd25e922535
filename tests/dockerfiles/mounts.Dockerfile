FROM python:3.14-slim-trixie
RUN --mount=type=tmpfs,target=/scratch touch /scratch/x
RUN --mount=type=cache,id=tides,target=/cache,sharing=locked touch /cache/x
RUN --mount=type=secret,id=token test ! -f /run/secrets/token
RUN --mount=target=/context ls /context/app.py
RUN --network=none python -c 'print(1)'
COPY app.py /
CMD ["python", "/app.py"]
