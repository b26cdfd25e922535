FROM python:3.14-slim-trixie
WORKDIR /app
COPY keep.log .
COPY . .
RUN test -f keep.log && test ! -f drop.log && test ! -d tests
CMD ["python", "app.py"]
