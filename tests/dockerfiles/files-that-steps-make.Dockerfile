FROM python:3.14-slim-trixie
WORKDIR /app
RUN python -c "open('made.py', 'w').write('print(1)')" && ln -s made.py linked.py
RUN cp made.py other.py && mv other.py main.py
CMD ["python", "main.py"]
