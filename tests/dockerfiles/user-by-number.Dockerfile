FROM python:3.14-slim-trixie
RUN groupadd --gid 10001 app && useradd --uid 10001 --gid app --create-home app
WORKDIR /home/app
COPY --chown=app:app app.py .
USER 10001:10001
CMD ["python", "app.py"]
