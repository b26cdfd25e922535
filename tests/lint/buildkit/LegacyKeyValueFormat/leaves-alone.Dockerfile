FROM scratch
ENV PORT=8000
LABEL name="value with blanks"
