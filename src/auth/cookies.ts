/** The cookies of a browser: the token of its session, and the mark by which people's own browsers are known. */
import type { Context } from "elysia";

import { hostName, hostOf, isSecure, pathOf } from "../http/client.ts";
import type { Token } from "./sessions.ts";

const COOKIE = "parlor_session";
const DEVICE_COOKIE = "parlor_device";

/** How long a browser stays known after a log-in, in ms: as long as browsers keep a cookie at all. */
const DEVICE_LIFETIME = 400 * 86_400_000;

/** Where the pages of members are: under each of them another cookie of the name may lie in wait. */
const PLACES = [
  "/rooms",
  "/rooms/lobby",
  "/account",
  "/admin",
  "/profile",
  "/people",
  "/mentions",
  "/welcome",
  "/share",
];

/** Most places in a path that are looked at. */
const DEPTH = 8;

/**
 * What the session's cookie is called. Over https the prefix keeps other pages of the host from setting one as well;
 * over http the port keeps two Parlors of one host apart, for browsers don't.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
function sessionCookie(request: Request, proxies: number): string {
  if (isSecure(request, proxies)) return `__Host-${COOKIE}`;
  const [, port] = /:(\d{1,5})$/.exec(hostOf(request, proxies)) ?? [];
  return port === undefined || port === "80" ? COOKIE : `${COOKIE}_${port}`;
}

/** Every token that a request carries: one, unless somebody else has set a cookie too. */
export const readTokens = (request: Request, proxies: number): string[] =>
  readCookies(request, sessionCookie(request, proxies));

/** The token of a request. Of two nobody knows which is the person's, so they are none. */
export function readToken(request: Request, proxies: number): string | undefined {
  const [token, ...others] = readTokens(request, proxies);
  return others.length === 0 ? token : undefined;
}

/** The mark of the browser, to be read by `devices`. */
export const readMark = (request: Request): string | undefined => readCookies(request, DEVICE_COOKIE)[0];

/** By hand, for a `Bun.CookieMap` keeps one of each name only. */
function readCookies(request: Request, name: string): string[] {
  const start = `${name}=`;
  const values: string[] = [];
  for (const pair of request.headers.get("cookie")?.split(";") ?? []) {
    const cookie = pair.trim();
    if (cookie.startsWith(start)) values.push(cookie.slice(start.length));
  }
  return values;
}

type Answering = Pick<Context, "request" | "set">;

/** Hands a token to the browser. */
export function setToken({ request, set }: Answering, proxies: number, { token, expiresAt }: Token): void {
  setCookie({ request, set }, proxies, { name: sessionCookie(request, proxies), value: token, expiresAt });
}

/**
 * Takes the token back, and what others may have set beside it: a cookie for a part of this site, or for a domain above.
 * Where it was set nobody says, so each place is cleared that the page asked for or asked from lies in. Domains are only where
 * two came: proxies take no more than 4 KB of headers, and answer with an error of their own.
 */
export function clearTokens({ request, set }: Answering, proxies: number): void {
  const name = sessionCookie(request, proxies);
  const gone = { name, value: "", expiresAt: 0 };
  setCookie({ request, set }, proxies, gone);
  if (isSecure(request, proxies)) return; // nobody else can set one
  const from = request.headers.get("referer") ?? "";
  const asked = [pathOf(request), URL.canParse(from) ? new URL(from).pathname : "/"].flatMap(placesOf);
  for (const path of new Set([...PLACES.flatMap((path) => [path, `${path}/`]), ...asked]))
    setCookie({ request, set }, proxies, { ...gone, path });
  const domains = readTokens(request, proxies).length > 1 ? domainsOf(hostOf(request, proxies)) : [];
  for (const domain of domains)
    for (const path of new Set(["/", ...asked])) setCookie({ request, set }, proxies, { ...gone, path, domain });
}

/** Leaves a mark in the browser of somebody who just logged in; it outlives the session. */
export function setMark({ request, set }: Answering, proxies: number, mark: string): void {
  const expiresAt = Date.now() + DEVICE_LIFETIME;
  setCookie({ request, set }, proxies, { name: DEVICE_COOKIE, value: mark, expiresAt });
}

type NewCookie = { name: string; value: string; expiresAt: number; path?: string; domain?: string };

function setCookie({ request, set }: Answering, proxies: number, { expiresAt, path = "/", ...rest }: NewCookie) {
  const secure = isSecure(request, proxies);
  const cookie = new Bun.Cookie({
    ...rest,
    path,
    httpOnly: true,
    sameSite: "lax",
    secure,
    expires: new Date(expiresAt),
  });
  const others = set.headers["set-cookie"] ?? [];
  set.headers["set-cookie"] = [others, cookie.toString()].flat();
}

/** @example placesOf("/rooms/lobby") // ["/rooms", "/rooms/", "/rooms/lobby"] */
function placesOf(path: string): string[] {
  const places: string[] = [];
  for (let end = path.indexOf("/", 1); end > 0 && places.length < 2 * DEPTH; end = path.indexOf("/", end + 1)) {
    places.push(path.slice(0, end), path.slice(0, end + 1));
  }
  return [...places, path].filter((place) => /^\/[\w./~%-]{0,100}$/.test(place));
}

/** The host's own name and those above it that can have cookies. @example domainsOf("a.b.org") // ["a.b.org", "b.org"] */
function domainsOf(host: string): string[] {
  const name = hostName(host);
  const labels = name.split(".");
  if (!/^[a-z0-9.-]+$/.test(name) || /^\d+$/.test(labels.at(-1) ?? "")) return [];
  return labels.slice(0, DEPTH).flatMap((_, index) => (index < labels.length - 1 ? labels.slice(index).join(".") : []));
}
