FROM scratch
COPY one \
# a comment
  two /data/

COPY three /data/
