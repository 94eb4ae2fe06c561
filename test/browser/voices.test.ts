/** Voice messages: recorded in the composer, listened to, and sent. */
import { expect, setDefaultTimeout, test } from "bun:test";

import { query } from "../support/database.ts";
import { names, ready, send, sent, serveFiles, server, visit } from "../support/file-pages.ts";

setDefaultTimeout(90_000);
serveFiles();

test("a voice is recorded, listened to, and sent with what it looks like", async () => {
  const page = await visit("Voice", { complete: true });
  await page.cdp("Browser.grantPermissions", { permissions: ["audioCapture"] });
  await page.click("#voice-button");
  await page.until("document.querySelector('.recorder time')?.textContent.startsWith('0:02')", "two seconds");
  await page.click(".recorder .stop");
  await page.until("document.activeElement.matches('.recorder .add')", "recorded");
  await page.click(".recorder .play");
  await page.until("document.querySelector('.recorder .play').getAttribute('aria-label') === 'Stop playing'");
  await page.until(
    "document.querySelector('.recorder .play').getAttribute('aria-label') === 'Listen'",
    "heard to its end",
  );
  await page.click(".recorder .add");
  await ready(page, 1);
  expect(await names(page)).toEqual(["Voice message.webm"]);
  await send(page);
  await sent(page);
  const [file] = query<{ type: string; waveform: string }>(
    server.folder,
    "SELECT type, waveform FROM files JOIN users ON users.id = user_id WHERE username = ?",
    "Voice",
  );
  expect(file?.type).toBe("audio/webm");
  expect(file?.waveform).toMatch(/^(?=.*9)\d{60}$/);
  expect(page.complaints).toEqual([]);
});

test("a recording is discarded, and a microphone that may not be used is said so", async () => {
  const page = await visit("Silent", { complete: true });
  await page.cdp("Browser.grantPermissions", { permissions: ["audioCapture"] });
  await page.fill("#field", "half a thought");
  await page.click("#voice-button");
  await page.until("document.querySelector('.recorder time')?.textContent.startsWith('0:00')");
  await page.click(".recorder .discard");
  await page.until("document.querySelector('.recorder') === null && document.activeElement.id === 'field'");
  await page.click("#voice-button");
  await page.until("document.querySelector('.recorder time')?.textContent.startsWith('0:00')");
  await page.click(".recorder .stop");
  await page.until("document.querySelector('.recorder .add:not([hidden])') !== null", "to be listened to");
  await page.click(".recorder .discard");
  await page.until("document.querySelector('.recorder') === null && document.activeElement.id === 'field'");
  expect(await page.read("document.querySelector('#field').value")).toBe("half a thought");
  await page.cdp("Browser.grantPermissions", { permissions: [] }); // all others are denied
  await page.click("#voice-button");
  await page.until("document.querySelector('#composer-error').textContent.includes('may not use the microphone')");
  expect(await names(page)).toEqual([]);
});
