FROM scratch AS one
ARG known
COPY $unknown /one
COPY ${other} /two
ENV A=$missing B=b
WORKDIR /$nowhere
LABEL x=$nothing
EXPOSE $port
USER $user
VOLUME $volume
