FROM python:3.14-slim-trixie
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py /srv/web/
CMD ["gunicorn", "--chdir", "/srv/web", "-b", ":8000", "app:app"]
