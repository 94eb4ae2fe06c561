/** What holds while nothing can be stored: people are told so, keep what they wrote, and read on. */
import { expect } from "bun:test";

import { textOf } from "../support/html.ts";
import { rowsIn } from "../support/person.ts";
import { waitFor } from "../support/wait.ts";
import type { Scene } from "./scene.ts";

const SENTENCE = "Parlor can't save anything right now. Nothing you wrote is lost. Try again in a moment.";

/** There must be more than a page of messages in the room. */
export async function expectReadOnly({ server, person, followers }: Scene): Promise<void> {
  const fragment = await refused(() => person.post("Is there room?"));
  expect(Number(fragment.response.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(textOf(fragment.html, ".problem")).toBe(SENTENCE);

  const body = "A long letter, in a plain form";
  const form = { method: "POST", body: new URLSearchParams({ body }) };
  const page = await refused(() => person.ask("/rooms/lobby/messages", form));
  expect(page.html).toContain("Nothing you wrote is lost");
  expect(textOf(page.html, "textarea")).toBe(body);

  const room = await person.ask("/rooms/lobby");
  expect([room.status, rowsIn(await room.text()).length]).toEqual([200, 50]);
  expect((await person.ask("/rooms/lobby/messages?before=20")).status).toBe(200);
  expect(await (await fetch(`${server.url}/healthz`)).text()).toBe("ok");
  await waitFor(() => followers.every((follower) => follower.isOpen()), "every line to stay open");
}

/** Asks until the answer is 503: on a full disk there may be room for a moment in what SQLite has already. */
async function refused(ask: () => Promise<Response>): Promise<{ response: Response; html: string }> {
  let details: { response: Response; html: string } | undefined;
  await waitFor(async () => {
    const response = await ask();
    const html = await response.text();
    expect([200, 201, 303, 503]).toContain(response.status);
    if (response.status === 503) details = { response, html };
    return details !== undefined;
  }, "a message to be refused");
  if (!details) throw new Error("it was not refused");
  return details;
}
