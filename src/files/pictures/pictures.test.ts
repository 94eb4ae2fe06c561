/** Pictures are decoded one after the other, in turns of people, while everything else goes on. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import { temporaryFolder } from "../../../test/support/folder.ts";
import { makeJpeg, shades } from "../../../test/support/pictures.ts";
import { HttpError } from "../../http/error.tsx";
import { openPictures } from "./pictures.ts";

const LIMITS = { maxPixels: 20_000_000, maxAnimationPixels: 50_000_000 };
const ADA = 1;
const GRACE = 2;

setDefaultTimeout(60_000);

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const size = { width: 800, height: 600 };
const photo = join(folder.path, "photo");
await Bun.write(photo, await makeJpeg(size, shades(size)));

test("who sends one photo does not wait for the many of somebody else", async () => {
  const pictures = openPictures({ ...LIMITS, waiting: 100, perPerson: 30 });
  const done: string[] = [];
  const send = (person: number, name: string) =>
    pictures.prepare(person, photo, { original: false }).then(() => done.push(name));
  const all = Array.from({ length: 8 }, (_, index) => send(ADA, `ada ${index}`));
  await Promise.all([...all, send(GRACE, "grace"), pictures.avatar(3, photo).then(() => done.push("joan"))]);
  expect(done.indexOf("grace")).toBeLessThanOrEqual(3);
  expect(done.indexOf("joan")).toBeLessThanOrEqual(4);
  expect(done).toHaveLength(10);
});

test("so many of a person's pictures wait, and no more", async () => {
  const pictures = openPictures({ ...LIMITS, waiting: 100, perPerson: 2 });
  const results = await Promise.allSettled(
    Array.from({ length: 5 }, () => pictures.prepare(ADA, photo, { original: false })),
  );
  const refused = results.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
  expect(refused.map(({ reason }) => (reason as HttpError).details.status)).toEqual([503, 503]);
});

test("everything else goes on while photos are prepared", async () => {
  const large = { width: 3_000, height: 2_000 };
  const path = join(folder.path, "large");
  await Bun.write(path, await makeJpeg(large, shades(large)));
  const pictures = openPictures({ ...LIMITS, waiting: 100, perPerson: 30 });
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  await Promise.all(Array.from({ length: 3 }, () => pictures.prepare(ADA, path, { original: false })));
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(40); // were it on this thread, there would be one between two steps, of which there are twelve
});
