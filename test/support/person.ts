/** A person without a browser: registers, posts, reads. */
import { randomUUID } from "node:crypto";

export type Person = {
  name: string;
  cookie: string;
  /** A request with the cookie and the origin of the page. */
  ask: (path: string, init?: RequestInit) => Promise<Response>;
  /** Posts as the page's script does; without a key the server makes one. */
  post: (body: string, key?: string, room?: string) => Promise<Response>;
  /** Posts and expects it to be accepted; returns the key. */
  say: (body: string, key?: string) => Promise<string>;
};

export const PASSWORD = "correct horse battery";

const form = (fields: Record<string, string>, headers: Record<string, string>): RequestInit => ({
  method: "POST",
  body: new URLSearchParams(fields),
  headers,
  redirect: "manual",
});

/** The cookie of a session for whoever comes by this address: over http its name has the port. */
export function sessionCookie(url: string, token: string): string {
  const { protocol, port } = new URL(url);
  if (protocol === "https:") return `__Host-parlor_session=${token}`;
  return `parlor_session${port && `_${port}`}=${token}`;
}

/** The token in the cookie of a session. */
export const tokenOf = (cookie: string): string => cookie.slice(cookie.indexOf("=") + 1);

export const cookieOf = (response: Response): string => response.headers.get("set-cookie")?.split(";")[0] ?? "";

/** A plain form, as a browser without a session sends it. */
export const submit = (
  url: string,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) => fetch(url + path, form(fields, { origin: url, ...headers }));

export async function register(url: string, name: string): Promise<Person> {
  const response = await submit(url, "/register", { username: name, password: PASSWORD });
  if (response.status !== 303) throw new Error(`registering ${name}: ${response.status} ${await response.text()}`);
  return personOf(url, name, cookieOf(response));
}

export function personOf(url: string, name: string, cookie: string): Person {
  const person: Person = {
    name,
    cookie,
    ask: (path, init = {}) =>
      fetch(url + path, { redirect: "manual", ...init, headers: { cookie, origin: url, ...init.headers } }),
    post: (body, key, room = "lobby") =>
      person.ask(`/rooms/${room}/messages`, form(key ? { body, key } : { body }, { "HX-Request": "true" })),
    async say(body, key = randomUUID()) {
      const response = await person.post(body, key);
      if (!response.ok) throw new Error(`posting: ${response.status} ${await response.text()}`);
      return key;
    },
  };
  return person;
}

/** A person by another way to the server, such as a proxy on a port of its own. */
export const personAt = (url: string, { name, cookie }: Pick<Person, "name" | "cookie">): Person =>
  personOf(url, name, sessionCookie(url, tokenOf(cookie)));

export type ShownRow = { key: string; id: number; rev: number; author: number; continues: boolean; text: string };

/** The rows in a piece of HTML, as a reader would see them. */
export function rowsIn(html: string): ShownRow[] {
  const pattern =
    /<li id="m-([^"]+)" class="message( continued)?" data-id="(\d+)" data-rev="(\d+)" data-author="(\d+)"[^>]*>[^]*?<div[^>]*hx-ignore>([^]*?)<\/div>(?:<label class="unfold">[^]*?<\/label>)?(?:<form class="reactions"[^]*?<\/form>)?<\/li>/g;
  return [...html.matchAll(pattern)].map(([, key = "", more, id, rev, author, text = ""]) => ({
    key,
    id: Number(id),
    rev: Number(rev),
    author: Number(author),
    continues: more !== undefined,
    text,
  }));
}
