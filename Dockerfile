# The first stage builds with all tools, the second carries only what runs. `docker build -t mikrotik-presence .`
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY packaging/build.ts ./packaging/
COPY src ./src
COPY docs ./docs
COPY test/web/pictures ./test/web/pictures
# Of SQLite only what this platform runs: the others, and its source, are 25 MB.
RUN npm run build && npm prune --omit=dev \
 && cd node_modules/@photostructure/sqlite && rm -r src \
 && find prebuilds -type f ! -path "prebuilds/linux-$(node -p process.arch)/*.glibc.node" -delete

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="mikrotik-presence" \
      org.opencontainers.image.description="Which device is on which MikroTik access point, with what signal, and who is home" \
      org.opencontainers.image.licenses="MIT"

# Nothing is written outside STATE_DIR, so the root file system may be read-only.
ENV NODE_ENV=production STATE_DIR=/data
RUN mkdir /data && chown node:node /data
VOLUME /data

WORKDIR /app
COPY package.json LICENSE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist

USER node
EXPOSE 8490
STOPSIGNAL SIGTERM
# 503 when nothing is read any more, or nothing ever was: a router that was read before and is off does not make the container unhealthy.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8490}/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
