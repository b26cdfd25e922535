FROM --platform=$BUILDPLATFORM scratch
FROM scratch
