/** A real nginx in front of a server: it ends TLS with a certificate of its own making, as the README says to set it up. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort } from "./port.ts";

export type Nginx = {
  /** `https://localhost:…` */
  url: string;
  port: number;
  /** The certificate, for `fetch` and `WebSocket`: `tls: { ca }`. */
  ca: string;
  [Symbol.asyncDispose]: () => Promise<void>;
};

export type NginxOptions = {
  port?: number;
  /** Seconds after which a connection on which nothing comes from the server is cut. */
  idle?: number;
};

const PROGRAMS = ["nginx", "openssl", "setpriv"];
const PATH = `${process.env.PATH ?? ""}:/usr/sbin`;

/** Why there is no nginx to start, in words, or nothing when there is one. */
export function whyNoNginx(): string | undefined {
  const missing = PROGRAMS.filter((name) => !Bun.which(name, { PATH }));
  return missing.length > 0 ? `${missing.join(" and ")} not installed` : undefined;
}

/**
 * Starts nginx on a free port of this machine, or the given one, before the port of a server or what ngrok would forward to,
 * as in `unix:/path`; resolves when it listens.
 */
export async function startNginx(
  target: number | string,
  { port = freePort(), idle = 120 }: NginxOptions = {},
): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), "parlor-nginx-"));
  const ca = await makeCertificate(folder);
  const upstream = typeof target === "number" ? `http://127.0.0.1:${target}` : `http://${target}`;
  writeFileSync(join(folder, "nginx.conf"), configuration(port, upstream, idle));
  const nginx = ["nginx", "-p", folder, "-c", "nginx.conf", "-e", "stderr"];
  const child = Bun.spawn(["setpriv", "--pdeathsig", "TERM", ...nginx], {
    env: { PATH },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const complaint = new Response(child.stderr).text();
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`nginx did not start: ${await complaint}`);
    await Bun.sleep(5);
  }
  return {
    url: `https://localhost:${port}`,
    port,
    ca,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One process that goes when it is told to, and writes nowhere but in its folder. */
const configuration = (port: number, upstream: string, idle: number) => `
daemon off;
master_process off;
pid nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
  server {
    listen 127.0.0.1:${port} ssl;
    server_name localhost;
    ssl_certificate certificate.pem;
    ssl_certificate_key key.pem;
    location / {
      proxy_pass ${upstream};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_read_timeout ${idle}s;
    }
  }
}
`;

/** For localhost and the names below it, good for a day. */
async function makeCertificate(folder: string): Promise<string> {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,DNS:*.localhost"];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  const command = ["openssl", "req", "-x509", "-nodes", "-days", "1", ...curve, ...names];
  const child = Bun.spawn([...command, "-keyout", key, "-out", certificate], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const complaint = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(`no certificate: ${complaint}`);
  return readFileSync(certificate, "utf8");
}

async function answers(port: number): Promise<boolean> {
  const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } }).catch(() => undefined);
  socket?.terminate();
  return socket !== undefined;
}
