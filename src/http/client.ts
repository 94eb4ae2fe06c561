/** Who is asking, and how: address, scheme and host of a request, directly or through trusted proxies. */
import type { Server } from "bun";

import { listenerOf } from "./listener.ts";

export type Client = {
  address: string;
  /** What limits count by: the address, or its network, where one customer has as many addresses as they like. */
  network: string;
  /** The scheme the browser used. */
  secure: boolean;
  /** The host the browser asked for, with its port unless that is the scheme's own. */
  host: string;
};

/**
 * Reads a request as the browser sent it.
 * @param proxies how many proxies in front of the server's own listener are trusted; each adds its entry at the right of
 * X-Forwarded-*. A request that came by another listener has that listener's number; see listener.ts.
 */
export function clientOf(request: Request, server: Server<unknown> | null, proxies: number): Client {
  const address = addressOf(request, server, proxies);
  const secure = isSecure(request, proxies);
  const host = withoutOwnPort(hostOf(request, proxies), secure ? "https" : "http");
  return { address, network: networkOf(address), secure, host };
}

/** The address alone, for what is asked of every request. */
export function addressOf(request: Request, server: Server<unknown> | null, proxies: number): string {
  const entry = forwarded(request, "for", proxies);
  return ((entry && withoutPort(entry)) || server?.requestIP(request)?.address) ?? "unknown";
}

/** Some proxies add the port, which is another one with each connection: `203.0.113.7:50001`, `[2001:db8::7]:443`. */
const withoutPort = (entry: string): string =>
  /^\[([^\]]*)\](?::\d*)?$/.exec(entry)?.[1] ?? entry.replace(/^([^:]*):\d*$/, "$1");

/** The scheme alone. */
export const isSecure = (request: Request, proxies: number): boolean =>
  (forwarded(request, "proto", proxies) ?? request.url.slice(0, 5)) === "https";

/** The host alone, with its port if it came with one. */
export const hostOf = (request: Request, proxies: number): string =>
  forwarded(request, "host", proxies) ?? ownHostOf(request);

/** The host as this machine was asked for it, whatever a proxy says. */
export const ownHostOf = (request: Request): string => request.headers.get("host") ?? "";

const OWN_PORTS: Record<string, string> = { http: ":80", https: ":443" };

/**
 * A host as browsers write it: in small letters, and without the port where that is the scheme's own, which some proxies add.
 * @example withoutOwnPort("Parlor.example:443", "https") // "parlor.example"
 */
export function withoutOwnPort(host: string, scheme: string): string {
  const port = OWN_PORTS[scheme];
  const name = host.toLowerCase();
  return port && name.endsWith(port) ? name.slice(0, -port.length) : name;
}

/** The name in a host, in small letters: without a port, and without the dot that some names end in. */
export const hostName = (host: string): string => host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");

function forwarded(request: Request, name: string, proxies: number): string | undefined {
  const trusted = listenerOf(request)?.proxies ?? proxies;
  if (trusted === 0) return undefined;
  const entries = request.headers.get(`x-forwarded-${name}`)?.split(",") ?? [];
  return entries.at(-Math.min(trusted, entries.length))?.trim();
}

/** The address that the browser came by, without a path. */
export function originOf(request: Request, proxies: number): string {
  const { secure, host } = clientOf(request, null, proxies);
  return `${secure ? "https" : "http"}://${host}`;
}

/**
 * An IPv4 address as it is; of an IPv6 address the first 64 bits, which is the least that anybody gets.
 * @example networkOf("2001:db8::7") // "2001:db8:0:0"
 */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  const [left = [], right = []] = address.split("::").map((part) => part.split(":").filter(Boolean));
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":");
}

const OWN = /^(?:127\.|0:0:0:0$|unknown$)/;

/** Whether a network is this machine: its own connections, or everybody's, through a tunnel that tells nobody apart. */
export const isOwn = (network: string): boolean => OWN.test(network);

/** The address of a server as seen from its own machine. */
export function localUrl(host: string, port: number): string {
  const here = ["0.0.0.0", "::", "127.0.0.1", "::1"].includes(host) ? "localhost" : host;
  return `http://${here.includes(":") ? `[${here}]` : here}:${port}`;
}

/** The path a request asks for, without its query; never throws, whatever the Host header is. */
export const pathOf = (request: Request): string => /^[a-z]+:\/\/[^/?]*([^?]*)/.exec(request.url)?.[1] ?? "/";

/** Whether the page asks for a fragment to swap in, rather than for a page. */
export const wantsFragment = (request: Request): boolean => request.headers.get("hx-request") === "true";

/** A path on this site that is safe to redirect to; anything else becomes the fallback. */
export function localPath(path: string | undefined, fallback: string): string {
  if (!path || !/^\/(?![/\\])[\x21-\x7e]*$/.test(path) || path.includes("\\")) return fallback;
  const base = "http://parlor.invalid";
  const url = URL.canParse(path, base) ? new URL(path, base) : undefined;
  return url?.origin === base && url.pathname.startsWith("/") && !url.pathname.startsWith("//")
    ? url.pathname + url.search
    : fallback;
}
