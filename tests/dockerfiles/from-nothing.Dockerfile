FROM python:3.14-slim-trixie AS made
RUN mkdir /out && echo noon > /out/tides.txt
FROM scratch
COPY --from=made /out/ /
COPY static /static
