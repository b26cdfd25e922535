FROM python:3.14-slim-trixie
WORKDIR "/srv/app"
COPY ["with blank.txt", "app.py", "./"]
COPY "static/" './static/'
RUN test -f '/srv/app/with blank.txt' && test -f static/site.css
CMD ["python", "app.py"]
