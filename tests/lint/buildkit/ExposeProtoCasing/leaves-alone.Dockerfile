FROM scratch
EXPOSE 80/tcp 81/udp 82
