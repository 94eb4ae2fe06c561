/** The end of a tunnel on this machine: where its agent finds the server, and nobody else does. */
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import type { Place } from "../control/listeners.ts";
import { randomToken } from "../lib/tokens.ts";

/** Longest path of a socket's folder, in characters; the system allows about 100 in all. */
const FOLDER = 70;

/**
 * A socket that only this user can open: a page, or somebody else on this machine, can't pretend to come by the tunnel. Where
 * ngrok knows no sockets, which is on Windows, it is a port of this machine.
 */
export function tunnelEnd(dataDir: string): Place {
  const folder = [resolve(dataDir), tmpdir()].find((path) => /^\/[\w./-]+$/.test(path) && path.length <= FOLDER); // ngrok reads it as an address
  if (process.platform === "win32" || !folder) return { hostname: "127.0.0.1", port: freePort() };
  return { unix: join(folder, `tunnel-${randomToken(6)}.sock`) };
}

/** As ngrok writes it. @example endAddress({ unix: "/data/tunnel.sock" }) // "unix:/data/tunnel.sock" */
export const endAddress = (end: Place): string => ("unix" in end ? `unix:${end.unix}` : `${end.hostname}:${end.port}`);

function freePort(): number {
  using listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  return listener.port;
}
