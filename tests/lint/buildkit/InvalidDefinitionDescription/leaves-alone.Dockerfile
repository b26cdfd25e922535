# check=experimental=all
# base is what everything is built on
FROM scratch AS base
# version to fetch
ARG version=1

# a remark
#
ARG other=2
