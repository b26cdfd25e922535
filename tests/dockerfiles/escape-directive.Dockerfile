# escape=`
FROM python:3.14-slim-trixie
RUN echo one `
  && echo two
COPY app.py /srv/
CMD ["python", "/srv/app.py"]
