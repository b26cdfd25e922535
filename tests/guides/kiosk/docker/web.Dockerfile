FROM nginx:1.29-alpine
COPY web/index.html /usr/share/nginx/html/index.html
