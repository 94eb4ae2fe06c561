/** What works wherever Parlor was put: two people talk, the page finds its files, and the list of passwords is there. */
import { expect } from "bun:test";

import { attributeOf } from "../support/html.ts";
import { type Person, register, rowsIn, submit } from "../support/person.ts";
import { openReader } from "../support/reader.ts";

/** Registers Ada and Grace, has Ada say something that Grace hears, and returns Ada. */
export async function talk(url: string, text: string): Promise<Person> {
  const [ada, grace] = [await register(url, "Ada"), await register(url, "Grace")];
  const reader = await openReader(url, grace);
  await ada.say(text);
  await reader.until(() => reader.texts().includes(text), "the message");
  reader.close();

  const page = await (await grace.ask("/rooms/lobby")).text();
  expect(rowsIn(page).map((row) => row.text)).toEqual([text]);
  for (const [selector, name] of [
    ["script", "src"],
    ["link[rel=stylesheet]", "href"],
    ["link[rel=icon]", "href"],
    ["link[rel=manifest]", "href"],
  ] as const) {
    const file = await grace.ask(attributeOf(page, selector, name) ?? "/nowhere");
    expect([selector, file.status]).toEqual([selector, 200]);
  }
  const common = await submit(url, "/register", { username: "Joan", password: "qwertyui" });
  expect(await common.text()).toContain("one of the first passwords anyone would try");
  return ada;
}
