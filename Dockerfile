# The compiled project on Node 24, for docker-compose.yml. Nothing in it is written to when it runs: everything that lasts is in
# /data, /keys and /secrets. Built with Buildah and run read-only with Podman, on a stand-in for node:24-bookworm-slim (the same
# Debian with Node 24), since no registry could be reached where it was written; never with Docker.
FROM node:24-bookworm-slim AS built
WORKDIR /waymark
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
WORKDIR /waymark
ENV NODE_ENV=production
COPY --from=built /waymark/package.json ./
COPY --from=built /waymark/node_modules ./node_modules
COPY --from=built /waymark/dist ./dist
# Pages are rendered from their templates as they were written.
COPY --from=built /waymark/apps/web ./apps/web
RUN mkdir /data /keys /secrets && chown node:node /data /keys
USER node
VOLUME ["/data", "/keys"]
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:3000/health/live').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=32", "dist/apps/all/src/services.js"]
