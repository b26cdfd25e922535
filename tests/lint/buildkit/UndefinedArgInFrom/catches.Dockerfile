FROM scratch AS base-one
ARG VARIANT=one
FROM base-${VARIANT}
