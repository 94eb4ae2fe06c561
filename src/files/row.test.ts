/** The files of a message in its row: small, safe, in boxes of their size. */
import { expect, test } from "bun:test";

import { find, textOf } from "../../test/support/html.ts";
import { render } from "../views/html.ts";
import { FileList } from "./row.tsx";
import type { ShownFile } from "./sent.store.ts";

const PLACEHOLDER = `data:image/webp;base64,${"A".repeat(120)}`;

const file = (changes: Partial<ShownFile> = {}): ShownFile => ({
  id: "XqwKo2E_6WF5SDgT",
  name: "notes.txt",
  description: "",
  bytes: 1_234_567,
  type: "text/plain",
  width: null,
  height: null,
  animated: false,
  placeholder: null,
  waveform: null,
  small: false,
  large: false,
  ...changes,
});

const picture = (changes: Partial<ShownFile> = {}): ShownFile => {
  const size = { width: 1_600, height: 1_000, small: true, large: true };
  return file({ name: "sunset.jpg", type: "image/jpeg", placeholder: PLACEHOLDER, ...size, ...changes });
};

const show = (...files: ShownFile[]) => render(FileList({ files }));

/** What people see of a picture; the other image is what stands there until it has come. */
const seen = (html: string) => find(html, "img[loading]").map(({ attributes }) => attributes);

test("a picture takes less than 600 bytes in a row, its placeholder included", () => {
  expect(Buffer.byteLength(show(picture()))).toBeLessThan(600);
  expect(Buffer.byteLength(show(...Array.from({ length: 10 }, () => picture())))).toBeLessThan(5_500);
});

test("a picture has a box, an alternative text, and thumbnails from which the screen chooses", () => {
  expect(seen(show(picture({ description: "The lake" })))).toEqual([
    {
      srcset: "/files/XqwKo2E_6WF5SDgT/thumb-480.webp 480w, /files/XqwKo2E_6WF5SDgT/thumb-1200.webp 1200w",
      sizes: "min(480px,80vw)",
      width: "480",
      height: "300",
      alt: "The lake",
      loading: "lazy",
      decoding: "async",
    },
  ]);
  expect(seen(show(picture()))[0]?.alt).toBe("sunset.jpg");
  const portrait = seen(show(picture({ width: 1_000, height: 2_000 })))[0];
  expect([portrait?.srcset, portrait?.sizes]).toEqual([
    "/files/XqwKo2E_6WF5SDgT/thumb-480.webp 240w, /files/XqwKo2E_6WF5SDgT/thumb-1200.webp 600w",
    "min(176px,30vw)",
  ]);
});

test("the way to a picture is the picture itself, under its name", () => {
  expect(find(show(picture({ name: "a b?.jpg" })), "a")[0]?.attributes.href).toBe(
    "/files/XqwKo2E_6WF5SDgT/a%20b%3F.jpg",
  );
});

test("a small picture, and one that moves, is shown as it is; of a large one that moves the first frame", () => {
  const small = seen(show(picture({ width: 300, height: 200, small: false, large: false })))[0];
  expect([small?.src, small?.srcset, small?.width]).toEqual(["/files/XqwKo2E_6WF5SDgT/sunset.jpg", undefined, "300"]);
  const moving = picture({ type: "image/gif", name: "cat.gif", animated: true, bytes: 400_000 });
  expect(seen(show(moving))[0]?.src).toBe("/files/XqwKo2E_6WF5SDgT/cat.gif");
  expect(find(show(moving), "source")[0]?.attributes.media).toBe("(prefers-reduced-motion: reduce)");
  const large = show({ ...moving, bytes: 9_000_000 });
  expect([seen(large)[0]?.src, find(large, "a")[0]?.attributes.class]).toEqual([undefined, "still"]);
});

test.each([
  [1, "alone"],
  [2, "pair"],
  [3, "trio"],
  [4, "rows-4"],
  [5, "rows-2"],
  [6, "rows-0"],
  [7, "rows-4"],
  [10, "rows-4"],
  [30, "rows-0"],
])("%i pictures are laid out as %s", (count, layout) => {
  const html = show(...Array.from({ length: count }, () => picture()));
  expect(find(html, ".pictures")[0]?.attributes.class).toBe(`pictures ${layout}`);
});

test("other files are named, with their kind and size, and saved by a press", () => {
  const html = show(picture(), file({ type: "application/pdf", name: "Minutes.pdf", description: "Of March" }));
  expect(find(html, ".file")[0]?.attributes).toMatchObject({
    class: "file document",
    href: "/files/XqwKo2E_6WF5SDgT/Minutes.pdf?download",
    download: "",
  });
  expect(textOf(html, ".file bdi")).toBe("Minutes.pdf");
  expect(find(html, ".file small").map(({ text }) => text)).toEqual(["PDF document, 1.2\u00a0MB", "Of March"]);
});

test("a picture without a size is a file like any other", () => {
  const html = show(picture({ type: "image/heic", width: null, height: null }));
  expect([find(html, "img").length, find(html, ".file")[0]?.attributes.class]).toEqual([0, "file picture"]);
});

test("what is played comes when it is played, and a voice message shows how loud it was", () => {
  const html = show(
    file({ type: "audio/mpeg", name: "song.mp3" }),
    file({ type: "video/mp4", name: "dance.mp4" }),
    file({ type: "audio/webm", waveform: "09" }),
  );
  const players = find(html, "audio, video").map(({ attributes }) => attributes);
  expect(players.map(({ preload }) => preload)).toEqual(["none", "none", "none"]);
  expect(players.map((attributes) => attributes["aria-label"])).toEqual(["song.mp3", "dance.mp4", "Voice message"]);
  expect(find(html, "svg path")[0]?.attributes.d).toBe("M1 9v2M3 0v20");
});

test("hostile names and descriptions are shown, not carried out", () => {
  const hostile = `"><img src=x onerror=alert(1)><hx-get>'&`;
  const about = { name: hostile, description: hostile };
  const html = show(picture(about), file(about), file({ ...about, type: "audio/mpeg" }), file({ ...about, type: "video/mp4" })); // prettier-ignore
  expect(find(html, "img")).toHaveLength(2); // the picture and its placeholder
  expect(find(html, "[onerror], hx-get")).toEqual([]);
  expect(html).not.toContain("<hx-");
  expect(seen(html)[0]?.alt).toBe(hostile);
  expect(textOf(html, "bdi")).toBe(hostile);
  for (const { attributes } of find(html, "a")) expect(attributes.href).toStartWith("/files/XqwKo2E_6WF5SDgT/");
});
