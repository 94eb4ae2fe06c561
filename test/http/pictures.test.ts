/** People have pictures of themselves: cut, cleaned, shown to members, and gone when they are taken away. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { change, query } from "../support/database.ts";
import { attributeOf, find, textOf } from "../support/html.ts";
import { PASSWORD, type Person, register, submit } from "../support/person.ts";
import { BOMBS, makeGif, makePhoto, makePng, pngChunk, SECRETS } from "../support/pictures.ts";
import { readPixels } from "../support/pixels.ts";
import { openReader } from "../support/reader.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let ada: Person;
let bob: Person;
let host: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", PROFILES_PER_10MIN: "200", FILE_BYTES: "2000000" });
  ada = await register(server.url, "Ada");
  bob = await register(server.url, "Bob");
  host = await register(server.url, "Host");
  await betweenRuns(server, (folder) => change(folder, "UPDATE users SET admin = id = 3"));
});
afterAll(() => server[Symbol.asyncDispose]());

const formOf = (bytes: Uint8Array, name = "me.png") => {
  const form = new FormData();
  form.set("picture", new File([new Uint8Array(bytes)], name));
  return form;
};
const choose = (person: Person, bytes: Uint8Array, name?: string) =>
  person.ask("/profile/picture", { method: "POST", body: formOf(bytes, name) });
const remove = (person: Person) =>
  person.ask("/profile/picture/remove", { method: "POST", body: new URLSearchParams() });
const text = async (person: Person, path: string) => (await person.ask(path)).text();

const square = (colour: number) => makePng({ width: 500, height: 300 }, () => [colour, 90, 160]);

/** The address of the picture that a person's page shows. */
const pictureOn = (html: string, selector = ".person .avatar img") => attributeOf(html, selector, "src") ?? "";

/** The hashes of all bytes that are named in the database, and whether they lie on the disk. */
const stored = () =>
  query<{ hash: string }>(server.folder, "SELECT hash FROM contents ORDER BY hash").map(({ hash }) => hash);
const isOnDisk = (hash: string) => existsSync(join(server.folder, "files", hash.slice(0, 2), hash));

test("a picture is shown in rows, on the card and in lists, in two sizes, as it is cut; to members, and for a year", async () => {
  const key = await ada.say("Good evening");
  const photo = await makePhoto({ width: 900, height: 300 }, 6);
  expect((await choose(ada, photo)).headers.get("location")).toBe("/profile?done=picture");
  const small = pictureOn(await text(bob, "/rooms/lobby"), `#m-${key} > .avatar img`);
  expect(small).toMatch(/^\/people\/1\/[0-9a-f]{12}\.webp$/);
  const row = find(await text(bob, "/rooms/lobby"), `#m-${key} > .avatar img`)[0]?.attributes;
  expect(row).toMatchObject({ alt: "", loading: "lazy", width: "96", height: "96" });
  expect(find(await text(bob, "/rooms/lobby"), `#m-${key} > .avatar`)[0]?.text).toBe("A"); // until it has come
  const large = pictureOn(await text(bob, "/people/1"));
  expect(large).not.toBe(small);
  for (const [path, side] of [
    [small, 96],
    [large, 384],
  ] as const) {
    const answer = await bob.ask(path);
    expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([
      200,
      "image/webp",
      "private, max-age=31536000, immutable",
    ]);
    const bytes = await answer.bytes();
    expect(await new Bun.Image(bytes).metadata()).toMatchObject({ width: side, height: side });
    const said = Buffer.from(bytes).toString("latin1");
    expect(SECRETS.filter((secret) => said.includes(secret))).toEqual([]);
    const stranger = await fetch(server.url + path, { redirect: "manual" });
    expect(stranger.status).toBe(303);
  }
  expect(pictureOn(await text(bob, "/rooms/lobby/names?q=ada"), ".avatar img")).toBe(small);
  expect(pictureOn(await text(bob, "/find?q=evening"), ".found-message .avatar img")).toBe(small);
  expect(pictureOn(await text(host, "/admin/people"), ".avatar img")).toBe(small);
  expect(pictureOn(await text(ada, "/rooms/lobby"), ".me .avatar img")).toBe(small);
  await submit(server.url, "/direct", { person: "Ada" }, { cookie: bob.cookie });
  expect(pictureOn(await text(bob, "/rooms/lobby"), "#people-list .avatar img")).toBe(small);
  expect(await text(ada, "/account/data")).toContain(`"picture":"${small}"`);
});

test("another picture has another address, the old one is nobody's, and neither is one that is somebody else's", async () => {
  await choose(ada, square(10));
  const old = pictureOn(await text(bob, "/people/1"));
  const reader = await openReader(server.url, bob);
  await choose(ada, square(200));
  const changed = pictureOn(await text(bob, "/people/1"));
  expect(changed).not.toBe(old);
  const frame = () => reader.notes().find(({ users }) => users !== undefined);
  await reader.until(() => frame() !== undefined, "the open page to hear of it");
  const row = pictureOn(await text(bob, "/rooms/lobby"), ".message .avatar img");
  expect(frame()?.users).toEqual([[1, "Ada", "A", 8, row.slice(row.lastIndexOf("/") + 1)]]);
  reader.close();
  expect((await bob.ask(old)).status).toBe(404);
  expect((await bob.ask(changed.replace("/people/1/", "/people/2/"))).status).toBe(404);
  expect((await bob.ask("/people/1/000000000000.webp")).status).toBe(404);
});

test("the bytes of a picture go when nothing else is made of them: replaced, removed, and with the account", async () => {
  await choose(ada, square(50));
  await choose(bob, square(50));
  const [shared] = query<{ hash: string }>(server.folder, "SELECT picture_large AS hash FROM users WHERE id = 1");
  const hash = shared?.hash ?? "";
  expect([stored().includes(hash), isOnDisk(hash)]).toEqual([true, true]);
  await remove(ada);
  expect([stored().includes(hash), isOnDisk(hash)]).toEqual([true, true]); // Bob's is the same
  expect((await bob.ask(pictureOn(await text(ada, "/people/2")))).status).toBe(200);
  await choose(bob, square(60));
  expect(stored()).not.toContain(hash);
  await waitFor(() => !isOnDisk(hash), "the bytes to be deleted");
  const leaver = await register(server.url, "Leaver");
  const before = stored();
  await choose(leaver, square(70));
  const added = stored().filter((hash) => !before.includes(hash));
  expect(added).toHaveLength(2);
  const path = pictureOn(await text(leaver, "/profile"), ".own-picture .avatar img");
  await submit(server.url, "/account/delete", { farewell: PASSWORD }, { cookie: leaver.cookie });
  expect(stored()).toEqual(before);
  await waitFor(() => !added.some(isOnDisk), "the bytes to be deleted");
  expect((await bob.ask(path)).status).toBe(404);
});

test("who takes the picture away shows the letter again", async () => {
  await choose(ada, square(80));
  expect(textOf(await text(ada, "/profile"), ".own-picture .danger")).toBe("Remove");
  expect((await remove(ada)).headers.get("location")).toBe("/profile?done=removed");
  const page = await text(ada, "/profile?done=removed");
  expect([find(page, ".own-picture img"), textOf(page, ".done")]).toEqual([[], "Your picture is removed."]);
  expect((await remove(ada)).status).toBe(303); // there is none any more
});

test.each<[string, number, Uint8Array]>([
  ["a drawing", 422, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')],
  ["a page", 422, Buffer.from("<!doctype html><script>alert(1)</script>")],
  ["a text", 422, Buffer.from("hello")],
  ["nothing", 422, Buffer.alloc(0)],
  ["a picture that broke off", 422, square(1).subarray(0, 60)],
  ["more than fits", 413, Buffer.alloc(2_000_001)],
  ...BOMBS.map(([name, bytes]): [string, number, Uint8Array] => [name, 422, bytes]),
])("%s becomes no picture, and what is there stays", async (_, status, bytes) => {
  await choose(bob, square(30));
  const before = await text(bob, "/people/2");
  const refused = await choose(bob, bytes);
  const page = await refused.text();
  expect([refused.status, textOf(page, "#picture-problem")]).toEqual([status, expect.stringMatching(/\.$/)]);
  expect(textOf(page, "title")).toStartWith("Error: ");
  expect(pictureOn(await text(bob, "/people/2"))).toBe(pictureOn(before));
});

test("a form without a file, of another kind, or from another site changes nothing", async () => {
  const empty = new FormData();
  empty.set("hue", "3");
  expect((await bob.ask("/profile/picture", { method: "POST", body: empty })).status).toBe(422);
  const elsewhere = { method: "POST", body: formOf(square(3)), headers: { origin: "https://elsewhere.example" } };
  expect((await bob.ask("/profile/picture", elsewhere)).status).toBe(403);
  expect((await bob.ask("/profile/picture", { method: "POST", body: "x=1" })).status).toBe(415);
  const stranger = await fetch(`${server.url}/profile/picture`, {
    ...{ method: "POST", body: formOf(square(3)), headers: { origin: server.url }, redirect: "manual" },
  });
  expect(stranger.status).toBe(401);
});

test("nothing of what was sent stays behind on its way", async () => {
  await choose(bob, makeGif({ width: 40, height: 40 }, [1, 2]));
  await choose(bob, Buffer.from("hello"));
  expect([...new Bun.Glob("*").scanSync(join(server.folder, "files/incoming"))]).toEqual([]);
});

test.each([
  ["dark", [0, 0, 0], [246, 240, 230]],
  ["light", [255, 255, 255], [42, 36, 32]],
] as const)("nothing shows through a %s drawing, and it is seen on what is put under it", async (_, ink, ground) => {
  const clear = pngChunk("tRNS", Buffer.from([0, 255, 0, 0, 0, 0]));
  await choose(
    bob,
    makePng({ width: 64, height: 64 }, (x) => (x < 32 ? ink : [255, 0, 0]), [clear]),
  );
  const { at } = await readPixels(await (await bob.ask(pictureOn(await text(bob, "/people/2")))).bytes());
  const near = (pixel: number[], colour: readonly number[]) =>
    colour.every((value, index) => Math.abs((pixel[index] ?? 0) - value) < 12);
  expect([at(60, 190)[3], near(at(60, 190), ink)]).toEqual([255, true]);
  expect([at(330, 190)[3], near(at(330, 190), ground)]).toEqual([255, true]);
});

test("an administrator takes somebody's picture away, which is noted; nobody else does", async () => {
  await choose(bob, square(90));
  const act = (person: Person) =>
    person.ask("/admin/people/2", { method: "POST", body: new URLSearchParams({ action: "picture" }) });
  expect((await act(ada)).status).toBe(403);
  expect(textOf(await text(host, "/admin/people/2"), "button[value=picture]")).toBe("Remove picture");
  expect((await act(host)).headers.get("location")).toBe("/admin/people/2?done=picture");
  expect(find(await text(ada, "/people/2"), ".avatar img")).toEqual([]);
  expect(textOf(await text(host, "/admin/activity"), ".sentence")).toContain("Host removed the picture of Bob");
  expect(find(await text(host, "/admin/people/2"), "button[value=picture]")).toEqual([]);
});

test("a place that has as many files as it may takes no picture of anybody, and the profile is saved all the same", async () => {
  await using full = await startServer({ FILES_TOTAL: "1" });
  const carol = await register(full.url, "Carol");
  await choose(carol, square(40)); // until something is stored there is room
  const refused = await choose(carol, square(80));
  expect(refused.status).toBe(507);
  expect(await refused.text()).toContain("There is no room left for files here");
  const saved = await carol.ask("/profile", {
    method: "POST",
    body: new URLSearchParams({ about: "Reads", hue: "3" }),
  });
  expect(saved.status).toBe(303);
});
