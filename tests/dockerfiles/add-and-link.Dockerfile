FROM python:3.14-slim-trixie
ADD static /srv/static
ADD --chmod=644 data/tides.csv /srv/
COPY --link app.py /srv/
WORKDIR /srv
CMD ["python", "app.py"]
