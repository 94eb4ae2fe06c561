/** A form with parts becomes texts and files, each of bounded size and number, and anything else is refused. */
import { expect, test } from "bun:test";

import { HttpError } from "./error.tsx";
import { readParts } from "./parts.ts";

const PARTS = "multipart/form-data; boundary=x";

const text = (name: string, value = "") => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (name: string, bytes: string) =>
  `--x\r\nContent-Disposition: form-data; name="upload"; filename="${name}"\r\n\r\n${bytes}\r\n`;

/** The fields and the files that are read, or the status of the error. */
async function read(body: string, type = PARTS, limits = { textBytes: 1_000, files: 2, pause: 30_000 }) {
  const request = new Request("http://localhost/", { method: "POST", body, headers: { "content-type": type } });
  const files: [string, string][] = [];
  const take = async ({ name, bytes }: { name: string; bytes: AsyncIterable<Uint8Array> }) => {
    files.push([name, (await Array.fromAsync(bytes, String)).join("")]);
  };
  try {
    return { fields: await readParts(request, { ...limits, take }), files };
  } catch (error) {
    if (error instanceof HttpError) return error.details.status;
    throw error;
  }
}

test("texts are fields, and files are handed on in their order, in any script", async () => {
  const body =
    text("a", "[1]") + file("1.txt", "one") + text("a", "2") + file("zwei ü 😀.txt", "two") + file("", "") + "--x--";
  expect(await read(body)).toEqual({
    fields: { a: ["[1]", "2"] },
    files: [
      ["1.txt", "one"],
      ["zwei ü 😀.txt", "two"],
    ],
  });
});

test.each([
  ["a boundary that is not said", text("a") + "--x--", "multipart/form-data"],
  ["another boundary", text("a") + "--x--", "multipart/form-data; boundary=y"],
  ["no end", text("a") + file("1.txt", "one").slice(0, -4), PARTS],
  ["no part", "nothing", PARTS],
  ["more texts than it may have", text("a").repeat(51) + "--x--", PARTS],
  ["more files than it may have", file("1.txt", "one").repeat(3) + "--x--", PARTS],
  ["longer texts than it may have", text("a", "x".repeat(600)) + text("b", "x".repeat(600)) + "--x--", PARTS],
  ["a longer text than it may have", text("a", "x".repeat(1_001)) + "--x--", PARTS],
])("%s is refused", async (_, body, type) => {
  expect(await read(body, type)).toBe(400);
});

test("what takes a file ends the reading by throwing", async () => {
  const request = new Request("http://localhost/", {
    method: "POST",
    body: file("1.txt", "x".repeat(100_000)) + file("2.txt", "two") + "--x--",
    headers: { "content-type": PARTS },
  });
  const taken: string[] = [];
  const take = async ({ name }: { name: string }) => {
    taken.push(name);
    throw new HttpError({ status: 413, sentence: "too large" });
  };
  await expect(readParts(request, { textBytes: 100, files: 2, pause: 30_000, take })).rejects.toThrow("too large");
  expect(taken).toEqual(["1.txt"]);
});
