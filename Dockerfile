# docker build -t parlor . && docker run -p 8080:8080 -v parlor:/data parlor

FROM oven/bun:1.4.5-slim AS modules
WORKDIR /parlor
COPY package.json bun.lock ./
# TypeScript is two thirds of it and only an optional peer. `--omit=peer` takes TypeBox too, and Elysia needs that.
RUN bun install --production --frozen-lockfile && rm -rf node_modules/typescript

FROM oven/bun:1.4.5-slim AS build
WORKDIR /parlor
COPY package.json bun.lock ./
RUN bun install --frozen-lockfile
COPY . .
# Once built, what the browser gets is in public/build; its sources stay behind.
RUN bun src/build.ts && rm -r src/browser src/styles

FROM oven/bun:1.4.5-slim
WORKDIR /parlor
# Bun reads the JSX settings from the tsconfig.json of the working directory.
COPY package.json tsconfig.json ./
COPY db/migrations db/migrations
COPY --from=modules /parlor/node_modules node_modules
COPY --from=build /parlor/public public
COPY --from=build /parlor/src src

# The server owns its data and nothing else. A volume takes over owner and mode only of what exists before VOLUME.
RUN install --directory --owner=1000 --group=1000 --mode=700 /data
VOLUME /data
USER 1000:1000
ENV HOST=0.0.0.0 DATA_DIR=/data
EXPOSE 8080

# A failed fetch throws, and Bun then exits with 1. Docker may set HTTP_PROXY in the container: not for this one.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["bun", "-e", \
  "process.exit((await fetch(`http://127.0.0.1:${process.env.PORT || 8080}/healthz`, { proxy: false })).ok ? 0 : 1)"]

# The server itself and no shell or script around it: SIGTERM has to reach it.
CMD ["bun", "src/main.ts"]
