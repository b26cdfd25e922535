# check=experimental=all
FROM scratch
COPY seen.txt /one
