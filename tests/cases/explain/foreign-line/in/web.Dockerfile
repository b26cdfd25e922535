# syntax=docker/dockerfile:1
ARG NODE=22
FROM node:${NODE} AS build
WORKDIR /src
COPY --chown=node:node package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm \
    --mount=type=secret,id=npmrc,target=/root/.npmrc \
    # The lock decides.
    npm ci
COPY . .
RUN <<'EOT'
npm run build
npm prune
EOT

FROM nginx:1.29
COPY --from=build --link /src/dist /usr/share/nginx/html
EXPOSE 80
HEALTHCHECK --interval=10s CMD ["nginx", "-t"]
