FROM python:3.14-slim-trixie
ENV A=one
ENV A=two B=$A C="with blank" D=with\ blank
RUN test "$B" = one && test "$C" = "$D"
ENV PATH=/opt/tools:${PATH} \
    # a comment within
    PYTHONUNBUFFERED=1

COPY app.py /
CMD ["python", "/app.py"]
