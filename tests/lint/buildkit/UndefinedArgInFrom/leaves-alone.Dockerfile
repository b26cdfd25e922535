ARG VARIANT=one
FROM scratch AS base-one
FROM base-${VARIANT}
