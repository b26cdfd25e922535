FROM --platform=$BUILDPLATFORM scratch
FROM --platform=linux/amd64 scratch AS build-amd64
