FROM python:3.13-slim-trixie AS Build
WORKDIR /src
RUN python -m venv .venv
COPY requirements.txt ./
RUN .venv/bin/pip install --no-cache-dir -r requirements.txt
FROM python:3.13-slim-trixie
COPY --from=build /src/.venv /src/.venv
COPY app.py /src/
WORKDIR /src
CMD ["/src/.venv/bin/gunicorn", "-b", ":8000", "app:app"]
