/** The table of all types: which are shown or played in place, and that every other one is only ever downloaded. */
import { expect, test } from "bun:test";

import { serveContent } from "./serve.ts";
import { kindName, MEDIA_TYPES, type MediaType } from "./types/media-types.ts";

/** What browsers may show or play where it stands. */
const IN_PLACE: MediaType[] = [
  ...(["image/jpeg", "image/png", "image/gif", "image/webp"] as const),
  ...(["audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/webm", "audio/wav", "audio/flac"] as const),
  ...(["video/mp4", "video/quicktime", "video/webm"] as const),
];

const storage = { get: async () => ({ body: new Blob(["bytes"]), bytes: 5 }) };

async function served(type: MediaType, download = false) {
  const file = { hash: "0".repeat(64), bytes: 5, type, name: "a.html" };
  const response = await serveContent(new Request("http://localhost/files/1/a.html"), storage, file, download);
  const headers = response?.headers;
  return [headers?.get("content-type"), headers?.get("content-disposition")?.split(";")[0]];
}

test.each(MEDIA_TYPES)("%s is served as the table says", async (type) => {
  const inPlace = IN_PLACE.includes(type);
  expect(await served(type)).toEqual(inPlace ? [type, "inline"] : ["application/octet-stream", "attachment"]);
  expect((await served(type, true))[1]).toBe("attachment");
  expect(kindName(type)).toMatch(/^[A-Z0-9].{2,}/);
});

test("nothing that can carry a script is shown in place", () => {
  const dangerous = MEDIA_TYPES.filter((type) => /svg|html|xml|pdf|flash|text|zip|java/.test(type));
  expect(dangerous.length).toBeGreaterThan(5);
  expect(dangerous.filter((type) => IN_PLACE.includes(type))).toEqual([]);
});
