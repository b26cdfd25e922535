FROM python:3.14-slim-trixie
WORKDIR /app
COPY app.py .
RUN echo one \
  && echo two
CMD ["python", "app.py"]
