/** Pages leave compressed for browsers that take it, and say the same either way. */
import { expect, test } from "bun:test";

import { toResponse } from "./compress.ts";

const PAGE = "<p>Guten Abend, Zoë 🌻</p>".repeat(100);
const HEADERS = { "content-type": "text/html; charset=utf-8", vary: "Accept-Encoding" };

const answer = (html: string, accepted?: string, status = 200) => {
  const request = new Request("http://localhost/");
  if (accepted !== undefined) request.headers.set("accept-encoding", accepted);
  return toResponse(html, request, status, HEADERS);
};

test("a page leaves compressed for a browser that takes gzip, and is the same when unpacked", async () => {
  const response = answer(PAGE, "gzip, deflate, br, zstd");
  expect(response.headers.get("content-encoding")).toBe("gzip");
  const bytes = await response.arrayBuffer();
  expect(bytes.byteLength).toBeLessThan(PAGE.length / 5);
  expect(new TextDecoder().decode(Bun.gunzipSync(bytes))).toBe(PAGE);
});

test.each([
  ["says nothing", undefined],
  ["takes other forms only", "br, deflate"],
  ["refuses gzip", "br, gzip;q=0"],
])("a page leaves as it is for a browser that %s", async (_, accepted) => {
  const response = answer(PAGE, accepted);
  expect(response.headers.get("content-encoding")).toBeNull();
  expect(await response.text()).toBe(PAGE);
});

test("what is too short to gain anything leaves as it is", async () => {
  const response = answer("<p>ok</p>", "gzip");
  expect(response.headers.get("content-encoding")).toBeNull();
  expect(await response.text()).toBe("<p>ok</p>");
});

test("status and headers are the same either way", () => {
  for (const response of [answer(PAGE, "gzip", 422), answer(PAGE, undefined, 422)]) {
    expect(response.status).toBe(422);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("vary")).toBe("Accept-Encoding");
  }
});
