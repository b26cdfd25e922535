FROM scratch
COPY one /one
copy two /two
CoPy three /three
