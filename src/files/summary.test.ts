/** Files in a few words. */
import { expect, test } from "bun:test";

import { summarizeFiles } from "./summary.ts";

test.each([
  ["sunset.jpg", "image/jpeg", 1, "Picture: sunset.jpg"],
  ["sunset.jpg", "image/jpeg", 3, "Picture: sunset.jpg and 2 more"],
  ["dance.mp4", "video/mp4", 1, "Video: dance.mp4"],
  ["song.mp3", "audio/mpeg", 1, "Audio: song.mp3"],
  ["drawing.svg", "image/svg+xml", 1, "File: drawing.svg"],
  ["what.ever", "unheard/of", 2, "File: what.ever and 1 more"],
])("%s of type %s, of %i", (name, type, count, summary) => {
  expect(summarizeFiles({ name, type, isVoice: false }, count)).toBe(summary);
});

test("a voice message is called that, and not by the name that a browser gave it", () => {
  expect(summarizeFiles({ name: "blob.webm", type: "audio/webm", isVoice: true }, 1)).toBe("Voice message");
});
