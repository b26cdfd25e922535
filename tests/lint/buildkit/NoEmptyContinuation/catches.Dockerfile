FROM scratch
COPY one \

  two /data/
