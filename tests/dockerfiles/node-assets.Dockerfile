FROM node:24-trixie-slim AS assets
WORKDIR /web
COPY static ./static
RUN node -e "require('fs').cpSync('static', 'dist', { recursive: true })"
FROM python:3.14-slim-trixie
WORKDIR /app
COPY --from=assets /web/dist ./static
COPY app.py .
RUN test -f static/site.css
CMD ["python", "app.py"]
