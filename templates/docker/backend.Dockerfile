# The backend with the gallery, about 270 MB. From the repository's folder:  docker build -f templates/docker/backend.Dockerfile -t gramreel-backend .
FROM node:24-bookworm-slim AS gallery
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY contracts/package.json contracts/
COPY backend/package.json backend/
COPY worker/package.json worker/
COPY frontend/package.json frontend/
COPY telegram-local/package.json telegram-local/
COPY e2e/package.json e2e/
COPY bench/package.json bench/
RUN npm ci --workspace frontend --workspace contracts
COPY tsconfig.base.json ./
COPY contracts contracts
COPY frontend frontend
RUN npm run build --workspace frontend

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY contracts/package.json contracts/
COPY backend/package.json backend/
COPY worker/package.json worker/
COPY frontend/package.json frontend/
COPY telegram-local/package.json telegram-local/
COPY e2e/package.json e2e/
COPY bench/package.json bench/
RUN npm ci --omit=dev --workspace backend --workspace contracts
COPY contracts/src contracts/src
COPY backend/src backend/src
COPY --from=gallery /app/frontend/dist frontend/dist
# Loaded once, as the user it will run as, so that every start finds its code compiled.
RUN mkdir -m 777 node_modules/.cache
USER node
RUN NODE_COMPILE_CACHE=node_modules/.cache/gramreel-backend node --input-type=module -e "await import('./backend/src/app.ts')"

FROM node:24-bookworm-slim
ENV NODE_ENV=production NODE_COMPILE_CACHE=/app/node_modules/.cache/gramreel-backend HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app ./
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "backend/src/main.ts"]
