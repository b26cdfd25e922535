FROM scratch
LABEL org.opencontainers.image.authors="jo@example.org"
