# Used by docker-compose.yml for the services and the workers: the compiled project on Node 24.
FROM node:24-bookworm-slim AS built
WORKDIR /waymark
COPY . .
RUN npm ci --include=dev --ignore-scripts && npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
WORKDIR /waymark
ENV NODE_ENV=production
COPY --from=built /waymark/package.json ./
COPY --from=built /waymark/node_modules ./node_modules
COPY --from=built /waymark/dist ./dist
# Templates, styles and scripts of the pages are read from where they were written.
COPY --from=built /waymark/apps/web ./apps/web
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
