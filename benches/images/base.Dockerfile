# What a stand-in has and the official slim image has not: documentation, translations and symbols. The comparison is
# made on this image where the official one cannot be had, under the official one's name.
ARG BASE=python:3.12-slim-trixie
FROM ${BASE} AS whole
RUN apt-get update && apt-get install --yes --no-install-recommends binutils
FROM ${BASE} AS smaller
RUN --mount=from=whole,target=/whole \
    find /usr/share/doc -type f ! -name copyright -delete \
    && find /usr/share/doc -depth -type d -empty -delete \
    && rm -rf /usr/share/man/* /usr/share/info/* /usr/share/lintian/* /usr/share/locale/* \
    && find /usr/local -type f \( -name '*.so*' -o -perm -0100 \) -exec sh -c 'for file; do case "$(head -c 4 "$file" | tail -c 3)" in ELF) LD_LIBRARY_PATH=$(echo /whole/usr/lib/*-linux-gnu) /whole/usr/bin/strip --strip-unneeded "$file" ;; esac; done' sh {} + \
    && ldconfig && python -c 'import ssl, sqlite3, ctypes, decimal'
FROM scratch
COPY --from=smaller / /
ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
# A stand-in's own, for a network whose certificates it was given.
ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt PIP_DISABLE_PIP_VERSION_CHECK=1
CMD ["python3"]
