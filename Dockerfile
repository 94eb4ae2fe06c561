# docker build -t parlor . && docker run -p 8080:8080 -v parlor:/data parlor

FROM oven/bun:1.4.5-slim AS build
WORKDIR /parlor
COPY package.json bun.lock ./
RUN bun install --frozen-lockfile
COPY . .
RUN bun src/build/compile.ts --outfile /parlor/parlor
# The server owns its data and nothing else. A volume takes over owner and mode only of what is in the image.
RUN install --directory --owner=1000 --group=1000 --mode=700 /data

# The C library, and no shell or other program.
FROM gcr.io/distroless/base-nossl-debian12
COPY --from=build /parlor/parlor /parlor
COPY --from=build --chown=1000:1000 /data /data
VOLUME /data
USER 1000:1000
ENV HOST=0.0.0.0 DATA_DIR=/data XDG_CACHE_HOME=/data/.cache
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/parlor", "health"]

# The server itself and no shell or script around it: SIGTERM has to reach it.
ENTRYPOINT ["/parlor"]
