/** A place shows its own logo, and a picture or a video behind its landing page, to anybody who has its address. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { change, query } from "../support/database.ts";
import { attributeOf, find, textOf } from "../support/html.ts";
import { makeMp4, PLACE, withPlace } from "../support/mp4.ts";
import { type Person, register } from "../support/person.ts";
import { BOMBS, makePhoto, makePng, SECRETS } from "../support/pictures.ts";
import { openReader } from "../support/reader.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let ada: Person;
let host: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", FILE_BYTES: "2000000", HEARTBEAT_S: "50" });
  ada = await register(server.url, "Ada");
  host = await register(server.url, "Host");
  await betweenRuns(server, (folder) => change(folder, "UPDATE users SET admin = id = 2"));
});
afterAll(() => server[Symbol.asyncDispose]());

function choose(use: string, bytes: Uint8Array, person = host): Promise<Response> {
  const form = new FormData();
  form.set("file", new File([new Uint8Array(bytes)], "chosen"));
  return person.ask(`/admin/place/${use}`, { method: "POST", body: form });
}
const remove = (use: string) => host.ask(`/admin/place/${use}/remove`, { method: "POST", body: new URLSearchParams() });
const stranger = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { headers, redirect: "manual" });
const page = async (path: string) => (await stranger(path)).text();
const stored = () => query(server.folder, "SELECT hash FROM contents").length;

test("a logo stands in place of the lamp, on every page at once, and is fetched by anybody", async () => {
  expect(find(await page("/login"), ".wordmark svg")).toHaveLength(1);
  const before = await (await host.ask("/rooms/lobby")).text();
  const reader = await openReader(server.url, host);
  const chosen = await choose("logo", makePng({ width: 1_024, height: 256 }));
  expect([chosen.status, chosen.headers.get("location")]).toEqual([303, "/admin/place?done=place"]);
  const said = () => reader.notes().flatMap(({ heartbeat }) => (heartbeat === undefined ? [] : String(heartbeat)));
  await reader.until(() => said().length > 0, "open pages to be told");
  expect(said()[0]).not.toBe(attributeOf(before, "#live", "data-build") ?? "");
  reader.close();
  const path = attributeOf(await page("/login"), ".wordmark img", "src") ?? "";
  expect(path).toMatch(/^\/place\/[0-9a-f]{12}\.webp$/);
  for (const html of [await page("/"), await page("/register"), await (await ada.ask("/rooms/lobby")).text()]) {
    const logo = find(html, "img.logo")[0]?.attributes;
    expect(logo).toMatchObject({ src: path, width: "512", height: "128", alt: "" });
    expect(find(html, ".wordmark svg, .lampmark")).toEqual([]);
  }
  const answer = await stranger(path);
  expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([
    200,
    "image/webp",
    "public, max-age=31536000, immutable",
  ]);
  expect(answer.headers.get("content-security-policy")).toBe("sandbox; default-src 'none'");
  expect(answer.headers.get("set-cookie")).toBeNull();
  await choose(
    "logo",
    makePng({ width: 64, height: 64 }, () => [9, 9, 9]),
  );
  expect((await stranger(path)).status).toBe(404);
  await remove("logo");
  expect(find(await page("/login"), ".wordmark svg")).toHaveLength(1);
  expect(stored()).toBe(0);
});

test("a picture fills the landing page in two sizes, without what it said of where it was taken", async () => {
  await choose("landing", await makePhoto({ width: 2_400, height: 1_200 }, 1));
  const landing = await page("/");
  expect(find(landing, ".landing.pictured > .backdrop")).toHaveLength(1);
  expect(find(landing, "script, video")).toEqual([]);
  const image = find(landing, ".backdrop img")[0]?.attributes;
  expect(image).toMatchObject({ width: "1920", height: "960", alt: "", sizes: "100vw" });
  const [small = "", large = ""] = (image?.srcset ?? "").split(", ").map((source) => source.split(" ")[0] ?? "");
  for (const [path, width] of [
    [small, 960],
    [large, 1_920],
  ] as const) {
    const bytes = await (await stranger(path)).bytes();
    expect(await new Bun.Image(bytes).metadata()).toMatchObject({ width, height: width / 2 });
    const said = Buffer.from(bytes).toString("latin1");
    expect(SECRETS.filter((secret) => said.includes(secret))).toEqual([]);
  }
  expect(stored()).toBe(2);
});

test("a video stands still until its script says otherwise, has no sound, and is fetched in parts", async () => {
  const video = withPlace(makeMp4(1_000));
  expect((await choose("landing", video)).status).toBe(303);
  expect(stored()).toBe(1); // the picture before it is gone
  const landing = await page("/");
  const shown = find(landing, ".backdrop video")[0]?.attributes ?? {};
  expect([shown.autoplay, shown.controls]).toEqual([undefined, undefined]);
  expect(shown).toMatchObject({ muted: "", loop: "", playsinline: "", preload: "metadata" });
  expect(attributeOf(landing, "script", "src")).toMatch(/^\/build\/landing-/);
  const path = (attributeOf(landing, ".backdrop source", "src") ?? "").split("#")[0] ?? "";
  expect([path.endsWith(".mp4"), attributeOf(landing, ".backdrop source", "type")]).toEqual([true, "video/mp4"]);
  const part = await stranger(path, { range: "bytes=0-99" });
  expect([part.status, part.headers.get("content-range"), part.headers.get("content-type")]).toEqual([
    206,
    `bytes 0-99/${video.length}`,
    "video/mp4",
  ]);
  expect(await part.bytes()).toEqual(new Uint8Array(video.subarray(0, 100)));
  expect([video.includes(PLACE), (await (await stranger(path)).text()).includes(PLACE)]).toEqual([true, false]);

  await choose("still", makePng({ width: 1_200, height: 700 }));
  const still = await page("/");
  expect([find(still, ".backdrop img").length, attributeOf(still, ".backdrop video", "preload")]).toEqual([1, "none"]);
  await choose("landing", makePng({ width: 300, height: 200 }));
  expect(find(await page("/"), "video, script")).toEqual([]);
  expect(stored()).toBe(1); // what stood for the video is gone with it
  await remove("landing");
  expect([find(await page("/"), ".backdrop, .pictured"), stored()]).toEqual([[], 0]);
});

test.each<[string, string, number, Uint8Array]>([
  ["a drawing as the logo", "logo", 422, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"></svg>')],
  ["a video as the logo", "logo", 422, makeMp4()],
  ["a page behind the landing page", "landing", 422, Buffer.from("<!doctype html><script>alert(1)</script>")],
  ["a video in place of a video", "still", 422, makeMp4()],
  ["a video that is too large", "landing", 413, makeMp4(2_000_000)],
  ...BOMBS.map(([name, bytes]): [string, string, number, Uint8Array] => [`${name}, a bomb,`, "logo", 422, bytes]),
])("%s is refused, with a sentence, and changes nothing", async (_, use, status, bytes) => {
  if (use === "still") await choose("landing", makeMp4());
  const before = await page("/");
  const refused = await choose(use, bytes);
  const html = await refused.text();
  expect([refused.status, textOf(html, `#${use}-problem`)]).toEqual([status, expect.stringMatching(/\.$/)]);
  expect(await page("/")).toBe(before);
  if (use === "still") await remove("landing");
});

test("only administrators choose what the place shows, and it is noted", async () => {
  expect((await choose("logo", makePng({ width: 9, height: 9 }), ada)).status).toBe(403);
  expect((await choose("other", makePng({ width: 9, height: 9 }))).status).toBe(404);
  await choose("logo", makePng({ width: 9, height: 9 }));
  await remove("logo");
  const sentences = find(await (await host.ask("/admin/activity")).text(), ".sentence").map(({ text }) =>
    text.replace(/\s+/g, " ").trim(),
  );
  expect(sentences.slice(0, 2)).toEqual(["Host removed the logo", "Host changed the logo"]);
  expect(sentences).toContain("Host chose a video for the landing page");
});

test("what is shown is there again after a restart", async () => {
  await choose("logo", makePng({ width: 80, height: 20 }));
  const path = attributeOf(await page("/"), "img.logo", "src") ?? "";
  await server.stop();
  await server.restart();
  expect(attributeOf(await page("/"), "img.logo", "src")).toBe(path);
  expect((await stranger(path)).status).toBe(200);
});
