/** Browsers that lack something: the rest works, and where sending can't, the page works as it does without a script. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { type Person, register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

const BUILD = join(import.meta.dir, "../../public/build");

/** What is taken away before the page's script runs, and all the same everything that has to do with messages works. */
const WITHOUT: Record<string, string> = {
  "constructed style sheets": "CSSStyleSheet = class { constructor() { throw new TypeError('Illegal constructor'); } }",
  "adopted style sheets": "delete Document.prototype.adoptedStyleSheets",
  "AbortSignal.timeout": "delete AbortSignal.timeout",
  "the submitter in FormData":
    "const Whole = FormData; FormData = class extends Whole { constructor(form) { super(form); } }",
  ":modal": `const find = Document.prototype.querySelector;
    Document.prototype.querySelector = function (selector) {
      if (selector.includes(":modal")) throw new DOMException("unknown pseudo-class", "SyntaxError");
      return find.call(this, selector);
    }`,
  "ARIA attributes as properties":
    "for (const name of Object.keys(Element.prototype)) if (/^aria|^role$/.test(name)) delete Element.prototype[name]",
  structuredClone: "delete window.structuredClone",
  "Intl.RelativeTimeFormat": "delete Intl.RelativeTimeFormat",
  "Intl.DateTimeFormat": "delete Intl.DateTimeFormat",
  BroadcastChannel: "delete window.BroadcastChannel",
  locks: "delete Navigator.prototype.locks",
  "service workers": "delete Navigator.prototype.serviceWorker",
  "crypto.randomUUID": "delete Crypto.prototype.randomUUID",
  "the clipboard": "delete Navigator.prototype.clipboard",
  "view transitions": "delete Document.prototype.startViewTransition",
  "the navigation API": "delete window.navigation",
  storage:
    "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } })",
  notifications: "delete window.Notification",
  "sheets of style": "delete Document.prototype.styleSheets; delete HTMLLinkElement.prototype.sheet",
};

/** What sending can't do without. */
const NEEDED: Record<string, string> = {
  WebSocket: "delete window.WebSocket",
  AbortController: "delete window.AbortController",
  DOMParser: "delete window.DOMParser",
  IntersectionObserver: "delete window.IntersectionObserver",
  fetch: "delete window.fetch",
  "random values": "delete Crypto.prototype.getRandomValues",
  matchMedia: "delete window.matchMedia",
};

let server: TestServer;
let other: Person;
let page: Page;

const LAST = "[...document.querySelectorAll('#log > .message')].at(-1)";
const lastIs = (text: string) => `${LAST}?.querySelector(':scope > div').textContent === ${JSON.stringify(text)}`;

/** Opens the room with a script that runs before the page's own, which may not get to its end. */
async function openAfter(source: string): Promise<void> {
  const { identifier } = (await page.cdp("Page.addScriptToEvaluateOnNewDocument", { source: `{ ${source} }` })) as {
    identifier: string;
  };
  await page.read("window.isLeft = true");
  await page.view.navigate(`${server.url.replace("localhost", "ada.localhost")}/rooms/lobby`);
  await page.until("!window.isLeft && document.readyState === 'complete'");
  await page.cdp("Page.removeScriptToEvaluateOnNewDocument", { identifier });
}

/** What the page has complained about since this was asked last. */
const takeComplaints = () => page.complaints.splice(0);

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000", CHANGES_PER_10S: "1000" });
  other = await register(server.url, "Gottfried");
  await other.say("Good evening");
  page = await openPage(server.url, "Ada");
  await page.register("Ada");
});

afterAll(async () => {
  page.close();
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test.each(Object.entries(WITHOUT))(
  "without %s messages come and go, and a reaction shows as one's own",
  async (name, source) => {
    await openAfter(source);
    await page.say(`from here, without ${name}`);
    await page.until(lastIs(`from here, without ${name}`));
    expect(await page.pending()).toEqual([]);
    await other.say(`to here, without ${name}`);
    await page.until(lastIs(`to here, without ${name}`));
    const id = await page.read<string>(`${LAST}.dataset.id`);
    await other.ask(`/rooms/lobby/messages/${id}/reactions`, {
      method: "POST",
      body: new URLSearchParams({ emoji: "👍" }),
    });
    await page.until(`${LAST}.querySelector('.reactions button') !== null`);
    await page.read(`${LAST}.querySelector('.reactions button').click()`);
    await page.until(`${LAST}.querySelector('.reactions button')?.getAttribute('aria-pressed') === 'true'`);
    await page.until(`${LAST}.querySelector('.reactions').textContent.includes('2')`);
    await page.read("document.activeElement.blur()");
    await page.press("?");
    await page.until("document.querySelector('#shortcuts:popover-open') !== null", "the list of shortcuts");
    const complaints = takeComplaints();
    expect(complaints.length, complaints.join("\n")).toBeLessThanOrEqual(1);
  },
);

test.each(Object.entries(NEEDED))("without %s what is written is sent as a form", async (name, source) => {
  await openAfter(source);
  await page.fill("#field", `a form, without ${name}`);
  await page.read("window.isLeft = true");
  await page.click("#composer .send");
  await page.until("!window.isLeft && document.readyState === 'complete'");
  await page.until(lastIs(`a form, without ${name}`));
  expect(takeComplaints()).toHaveLength(1);
});

/** Looking behind, and an expression with the flag v; what is only divided by something called v is none. */
const UNREADABLE = /\(\?<[=!]|[=(,:!&|?]\/(?:\\.|[^/\\\n])+\/[dgimsuy]*v[.,);]/;

test("no script has an expression that older browsers refuse to read", () => {
  for (const name of readdirSync(BUILD).filter((name) => name.endsWith(".js"))) {
    expect(readFileSync(join(BUILD, name), "utf8"), name).not.toMatch(UNREADABLE);
  }
});
