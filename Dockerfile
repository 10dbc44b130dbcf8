# syntax=docker/dockerfile:1
# Kinfolio in one image: the server, its worker and the web app. Data lives in /data, nothing else is written.

FROM node:24-bookworm-slim AS manifests
WORKDIR /app
# Only what decides the dependencies: editing code then costs no new installation. `npm ci` would refuse the lock file
# wherever a registry lacks one of the optional binaries for some other system; `npm install` keeps to it all the same.
COPY package.json package-lock.json .npmrc ./
COPY apps/server/package.json apps/server/
COPY apps/web/package.json apps/web/
COPY packages/contracts/package.json packages/contracts/
COPY packages/ink/package.json packages/ink/
COPY packages/rm-format/package.json packages/rm-format/
COPY packages/rm-ink/package.json packages/rm-ink/
COPY packages/testkit/package.json packages/testkit/

FROM manifests AS web
RUN npm install --no-audit --no-fund
COPY . .
RUN node tools/build-web.mjs && test -f apps/web/dist/index.html

FROM manifests AS dependencies
# One workspace and what it needs: neither the web's build nor the copy of Node that npm keeps for bare machines.
RUN npm install --no-audit --no-fund --omit=dev --workspace apps/server

FROM node:24-bookworm-slim
# A native reader is faster than the one inside; --build-arg OCR_PACKAGES="tesseract-ocr tesseract-ocr-deu" adds it.
ARG OCR_PACKAGES=""
# tini is process 1: it hands SIGTERM on and reaps what the embedded database leaves behind.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates fonts-dejavu-core tini tzdata $OCR_PACKAGES \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node /data
WORKDIR /app
COPY --from=dependencies /app ./
COPY LICENSE ./
COPY packages packages
COPY apps/server apps/server
COPY --from=web /app/apps/web/dist apps/web/dist
# From this a user without a name here (docker run --user 12345) gets a database: initdb would insist on a name.
RUN node apps/server/src/kernel/database/embedded/build-cluster-template.ts
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data OMP_THREAD_LIMIT=1
USER node
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--"]
# Young objects may take 34 MB instead of 134, much of which an idle server would keep.
CMD ["node", "--max-semi-space-size=16", "apps/server/src/main.ts"]
