# check=experimental=all
FROM scratch
COPY ignored.txt /one
ADD folder/ignored.txt /two
