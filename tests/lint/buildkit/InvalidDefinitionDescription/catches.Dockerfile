# check=experimental=all
# something else
FROM scratch AS base
# about
ARG version=1
