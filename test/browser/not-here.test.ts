/** Whoever mentions somebody who is not in the room reads so at once, and can add them where they may. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { change } from "../support/database.ts";
import { register } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let ada: Page;

const status = () => ada.read<string>("document.querySelector('#connection').textContent.trim()");

beforeAll(async () => {
  server = await startServer();
  for (const name of ["Grace", "Mary Ann"]) await register(server.url, name);
  ada = await openPage(server.url, "Ada");
  await ada.register("Ada");
  ada.expectOutage(true);
  await betweenRuns(server, (folder) => {
    change(folder, "INSERT INTO rooms (slug, name, kind) VALUES ('q7x', 'Surprise', 'closed')");
    change(
      folder,
      `INSERT INTO memberships (room_id, user_id, member, keeper) SELECT rooms.id, users.id, 1, 1
       FROM rooms, users WHERE slug = 'q7x' AND username = 'Ada'`,
    );
  });
  await ada.open("/rooms/q7x");
  ada.expectOutage(false);
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("a mention of people who are not in the room names them, with the way to add them", async () => {
  await ada.say("nobody is meant");
  await ada.until("document.querySelectorAll('#log > .message').length === 1");
  expect(await status()).toBe("");
  await ada.say("@Grace and @Mary Ann, come");
  await ada.until("document.querySelector('#connection a') !== null", "the sentence");
  expect(await status()).toBe("Grace and Mary Ann are not in this room. Add them");
  expect(await ada.read<string>("document.querySelector('#connection a').pathname")).toBe("/rooms/q7x/about");
  await ada.say("@Grace?");
  await ada.until("document.querySelector('#connection').textContent.startsWith('Grace is not in this room.')");
  await ada.until("document.querySelector('#pending').children.length === 0", "all to be sent");
  expect(ada.complaints).toEqual([]);
});

test("a message that leaves from the page of another room says so of that room", async () => {
  const message = { key: crypto.randomUUID(), room: "q7x", body: "@Grace, still there?", at: 1 };
  const me = await ada.read<string>("document.querySelector('main').dataset.me");
  const stored = JSON.stringify(JSON.stringify(message));
  await ada.read(`(localStorage["parlor:${me}:outbox/${message.key}"] = ${stored})`);
  await ada.open("/rooms/lobby");
  await ada.until("document.querySelector('#connection').textContent === 'Grace is not in that room. Add them'");
  expect(ada.complaints).toEqual([]);
});
