FROM scratch AS builder
FROM scratch AS build-er.2
