# syntax=docker/dockerfile:1
# The one image of all of Rondo's processes: its argument is the service (`docker run rondo gateway`), or `migrate`.
# Base images are named by tag and pinned to their digests by Renovate, which sees registries and raises both (renovate.json).
# Nothing in it is of one architecture but Node.js itself, so that what is built once, on the builder's own, serves amd64 and arm64.

FROM --platform=$BUILDPLATFORM node:24.21.0-trixie-slim AS build
WORKDIR /build
COPY . .
# Without scripts of packages: what the image holds needs none.
RUN --mount=type=cache,target=/root/.npm \
    npm ci --ignore-scripts --no-audit --no-fund && node charts/image/assemble.ts /image

# No shell and no package manager; Node.js, its libraries, certificates and time zones, and the user 65532.
FROM gcr.io/distroless/nodejs24-debian13:nonroot
LABEL org.opencontainers.image.title="Rondo" \
      org.opencontainers.image.source="https://github.com/rondo/rondo" \
      org.opencontainers.image.licenses="MIT AND Elastic-2.0"
WORKDIR /app
COPY --from=build /image .
# A pod's /tmp begins empty: what would be kept there of compiling is of no use to the next.
ENV NODE_ENV=production APOLLO_TELEMETRY_DISABLED=1 NODE_DISABLE_COMPILE_CACHE=1
USER 65532:65532
# Of the sidecar; of users, where it is the gateway; of metrics.
EXPOSE 3000 4000 9464
# kafkajs asks for timers in the past, which Node.js would warn of each time.
ENTRYPOINT ["/nodejs/bin/node", "--disable-warning=TimeoutNegativeWarning", "service.ts"]
