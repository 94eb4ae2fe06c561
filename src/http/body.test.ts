/** A body becomes a plain object of texts, of bounded size and shape, or nothing. */
import { expect, test } from "bun:test";

import { openBodyReader } from "./body.ts";
import { HttpError } from "./error.tsx";
import { openPolicies } from "./policy.ts";

const PLAIN = "application/x-www-form-urlencoded";

type Sent = { body: string; type?: string; headers?: Record<string, string>; route?: string; member?: boolean };

/** The fields that are read, or the status of the details, and whether the body was touched. */
async function read({ body, type = PLAIN, headers = {}, route = "/plain", member = true }: Sent) {
  const policies = openPolicies();
  policies.learn([
    { method: "POST", path: "/plain", hooks: { detail: { membersOnly: true } } },
    { method: "POST", path: "/parts", hooks: { detail: { membersOnly: true, multipart: true } } },
    { method: "POST", path: "/raw", hooks: { detail: { membersOnly: true, raw: true } } },
  ]);
  const bodies = openBodyReader({ strangerBodyBytes: 1_000 }, policies, async () => member);
  const length = String(Buffer.byteLength(body));
  const request = new Request(`http://localhost${route}`, {
    method: "POST",
    body,
    headers: { "content-type": type, "content-length": length, ...headers },
  });
  const fields = await bodies.read(request).catch((error: unknown) => {
    if (error instanceof HttpError) return error.details.status;
    throw error;
  });
  return { fields, touched: request.bodyUsed };
}

test("a form is an object of texts, and what is there several times a list", async () => {
  expect(await read({ body: "a=1&b=%F0%9F%98%80+%26&a=2&a=3&c" })).toMatchObject({
    fields: { a: ["1", "2", "3"], b: "😀 &", c: "" },
  });
  expect((await read({ body: "" })).fields).toEqual({});
});

test.each([
  "application/x-www-form-urlencoded;charset=UTF-8",
  "Application/X-WWW-Form-URLEncoded ; charset=klingon",
  " application/x-www-form-urlencoded",
])("%j is a plain form", async (type) => {
  expect((await read({ body: "a=1", type })).fields).toEqual({ a: "1" });
});

test.each([
  "",
  "text/plain",
  "application/json",
  "application/octet-stream",
  "application/x-www-form-urlencoded, text/plain",
  "text/plain; application/x-www-form-urlencoded",
  "application/x-www-form-urlencodedx",
  "application/x-www-form-urlencoded+json",
  "multipart/form-data; boundary=x",
  "multipart/mixed; boundary=x",
  ",,,",
])("%j is refused unread", async (type) => {
  expect(await read({ body: "a=1", type })).toEqual({ fields: 415, touched: false });
});

test.each(["gzip", "br", "identity, gzip", "x"])("a body packed with %s is refused unread", async (encoding) => {
  expect(await read({ body: "a=1", headers: { "content-encoding": encoding } })).toEqual({
    fields: 415,
    touched: false,
  });
});

test("what a route reads itself is left to it: a form with parts where the route says so, any body of a raw one", async () => {
  for (const type of ["multipart/form-data; boundary=x", 'Multipart/Form-Data; charset=utf-8; Boundary="x"']) {
    expect(await read({ body: "--x--", type, route: "/parts" })).toEqual({ fields: {}, touched: false });
  }
  for (const type of ["", "text/html", "application/offset+octet-stream"]) {
    expect(await read({ body: "any", type, route: "/raw" })).toEqual({ fields: {}, touched: false });
  }
  expect((await read({ body: "x".repeat(2_000), type: "", route: "/raw", member: false })).fields).toBe(401);
  expect((await read({ body: "a=1", route: "/parts" })).fields).toEqual({ a: "1" });
});

test("a stranger's large body is refused unread, a member's is read", async () => {
  const body = `a=${"x".repeat(2_000)}`;
  expect(await read({ body, member: false })).toEqual({ fields: 401, touched: false });
  expect((await read({ body })).fields).toEqual({ a: "x".repeat(2_000) });
  expect((await read({ body: "a=1", member: false })).fields).toEqual({ a: "1" });
});

test("more than fifty fields are not taken apart, whatever they are called", async () => {
  expect(Object.keys((await read({ body: "a=1&".repeat(50) })).fields)).toEqual(["a"]);
  expect((await read({ body: "a=1&".repeat(51) })).fields).toBe(400);
  expect((await read({ body: "&".repeat(51) })).fields).toBe(400);
});

test("no name changes what the fields are", async () => {
  const names = ["__proto__", "constructor", "toString", "a[b]", ""];
  const body = names.flatMap((name) => [`${name}=1`, `${name}=2`]).join("&");
  const { fields } = await read({ body });
  expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  expect(Object.getPrototypeOf(Object.assign({}, fields as object))).toBe(Object.prototype);
  const list = ["1", "2"];
  expect(fields).toEqual({ constructor: list, toString: list, "a[b]": list, "": list } as never);
});
