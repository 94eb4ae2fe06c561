/** Every kind of hostile file, sent as a member would, is served so that no browser makes anything of it. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { HOSTILE_FILES, RAN } from "../support/hostile-files.ts";
import { type Person, register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", POSTS_PER_10S: "1000", UPLOADS_PER_PERSON: "1000" });
  ada = await register(server.url, "Ada");
});
afterAll(() => server[Symbol.asyncDispose]());

/** A name as the page's script sends it: what is no whole letter can't be encoded. */
const encoded = (name: string) => encodeURIComponent(name.toWellFormed());

for (const { what, name, bytes, served, keepsScript } of HOSTILE_FILES) {
  test(`${what}: ${served}`, async () => {
    const sent = await ada.ask("/rooms/lobby/files", {
      method: "POST",
      body: Buffer.from(bytes),
      headers: { "x-file-name": encoded(name), "content-type": "text/html" },
    });
    expect(sent.status).toBe(201);
    const path = sent.headers.get("location") ?? "";
    expect(path).toMatch(/^\/files\/[\w-]+\/[^/?#"<>\s\\]+$/);
    for (const address of [path, path.replace(/[^/]+$/, "page.html")]) {
      const response = await ada.ask(address);
      const { headers } = response;
      const got = Buffer.from(await response.arrayBuffer());
      expect(response.status).toBe(200);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toBe("sandbox; default-src 'none'");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("content-type")).toMatch(
        served === "download" ? /^application\/octet-stream$/ : new RegExp(`^${served.replace("picture", "image")}/`),
      );
      expect(headers.get("content-disposition")).toMatch(
        new RegExp(
          `^${served === "download" ? "attachment" : "inline"}; filename="[\\x20!#-~]{1,400}"; filename\\*=UTF-8''[\\w%.~-]+$`,
        ),
      );
      if (served === "picture") expect(got.includes(RAN)).toBe(keepsScript ?? false);
      else expect(got.equals(bytes)).toBe(true);
    }
  });
}

test("no name gets out of its header, its address or its row", async () => {
  const ids: string[] = [];
  for (const { name } of HOSTILE_FILES) {
    const sent = await ada.ask("/rooms/lobby/files", {
      method: "POST",
      body: "text",
      headers: { "x-file-name": encoded(name) },
    });
    ids.push(sent.headers.get("location")?.split("/")[2] ?? "");
  }
  const shapes = new Set<string>();
  for (const id of ids) {
    const response = await ada.ask("/rooms/lobby/messages", {
      method: "POST",
      body: new URLSearchParams({ file: id }),
      headers: { "HX-Request": "true" },
    });
    const row = await response.text();
    shapes.add([...row.slice(row.indexOf('class="files"')).matchAll(/<\/?[a-z]+/g)].join(" "));
  }
  expect([...shapes]).toHaveLength(1);
});
