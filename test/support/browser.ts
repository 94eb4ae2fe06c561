/** Real Chromium. Each person has a host name of their own, and so a cookie jar and a storage of their own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { PASSWORD, type Person, register, sessionCookie, tokenOf } from "./person.ts";

/** Chromium as it is without windows, which takes half the time. Bun finds another one itself. */
const SHELL = process.env.BUN_CHROME_PATH ? undefined : (Bun.which("chromium-headless-shell") ?? undefined);

/** Every run of the browser leaves folders behind; they go with this one. */
let scratch: string | undefined;
const { TMPDIR } = process.env;

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-quic",
  "--disable-component-update",
  "--disable-sync",
  "--force-color-profile=srgb",
  "--lang=en-US",
  "--use-fake-device-for-media-stream", // a microphone that beeps
  "--host-resolver-rules=MAP phone.test 127.0.0.1",
];

export type Page = {
  view: Bun.WebView;
  /** Evaluates an expression in the page. */
  read: <Value>(expression: string) => Promise<Value>;
  /** Waits until an expression is true in the page; fails with what it was instead. */
  until: (expression: string, what?: string, timeout?: number) => Promise<void>;
  open: (path: string) => Promise<void>;
  /** Puts text into a field, as typing does. */
  fill: (selector: string, text: string) => Promise<void>;
  click: (selector: string) => Promise<void>;
  clickAt: (x: number, y: number) => Promise<void>;
  /** Clicks, by its element, on what leads to another page. */
  follow: (selector: string) => Promise<void>;
  press: (key: string, ...modifiers: Bun.WebView.Modifier[]) => Promise<void>;
  /** Writes into the composer and sends it: by Enter, on a touch keyboard by the button. */
  say: (text: string) => Promise<void>;
  /** Opens a page, the room by default, with the session of a person; through the form that takes three times as long. */
  enter: (person: Pick<Person, "cookie">, path?: string) => Promise<void>;
  /** Registers somebody, and opens the room with their session. */
  register: (name: string) => Promise<void>;
  /** Registers through the form and ends up in the room. */
  registerByForm: (name: string) => Promise<void>;
  /** The texts of the rows of the log, in order. */
  texts: () => Promise<string[]>;
  /** The texts that are still on their way. */
  pending: () => Promise<string[]>;
  cdp: (method: string, params?: Record<string, unknown>) => Promise<unknown>;
  shot: (path: string) => Promise<void>;
  /** Messages on the page's console and violations of the policy, network errors of a declared outage left out. */
  complaints: string[];
  /** From now on until called with false, network errors are expected. */
  expectOutage: (expected: boolean) => void;
  close: () => void;
};

export type PageOptions = {
  width?: number;
  height?: number;
  dark?: boolean;
  script?: boolean;
  touch?: boolean;
  /** In the browser that people have: without windows it has no microphone. For all pages of a file or for none. */
  complete?: boolean;
};

/** The page is loaded, and in the room also what its script loads right after the start has run. */
export const IS_READY = `document.readyState === "complete" && (!document.querySelector("script[src*='/main-']") ||
  Promise.all(performance.getEntriesByType("resource").filter(({ name }) => name.includes("/part-after-start-")).map(({ name }) => import(name)))
    .then(({ length }) => length > 0))`;

/** Opens a page of a person; `url` is the server's, its host name is replaced by the person's. */
export async function openPage(url: string, person: string, options: PageOptions = {}): Promise<Page> {
  const { width = 1280, height = 800 } = options;
  const host = person.includes(".") ? person : `${person.toLowerCase()}.localhost`;
  const base = url.replace("localhost", host);
  const complaints: string[] = [];
  let outage = false;

  const complain = (text: string) => {
    const network =
      /Failed to load resource|WebSocket connection|net::ERR|Failed to fetch|fetching the script|AbortError|htmx:ws:error|htmx:error/;
    if (!(outage && network.test(text))) complaints.push(text);
  };

  scratch ??= mkdtempSync(join(tmpdir(), "parlor-browser-"));
  process.env.TMPDIR = scratch;
  const view = new Bun.WebView({
    width,
    height,
    backend: { type: "chrome", url: false, path: options.complete ? undefined : SHELL, argv: ARGUMENTS },
    console(type, ...args) {
      if (type === "error" || type === "warning" || type === "warn")
        complain(`${type}: ${args.map(describe).join(" ")}`);
    },
  });
  await view.navigate("about:blank");
  view.addEventListener("Log.entryAdded", (event) => {
    const { entry } = (event as MessageEvent<{ entry: { level: string; text: string; url?: string } }>).data;
    if (entry.level === "error" || entry.level === "warning")
      complain(`${entry.level}: ${entry.text} ${entry.url ?? ""}`);
  });
  view.addEventListener("Runtime.exceptionThrown", (event) => {
    const { exceptionDetails } = (
      event as MessageEvent<{ exceptionDetails: { text: string; exception?: { description?: string } } }>
    ).data;
    complain(`exception: ${exceptionDetails.text} ${exceptionDetails.exception?.description ?? ""}`);
  });
  await view.cdp("Log.enable");
  await view.cdp("Runtime.enable");
  await view.cdp("Emulation.setFocusEmulationEnabled", { enabled: true }); // each page is looked at, as on screens of their own
  if (options.dark !== undefined) {
    const value = options.dark ? "dark" : "light";
    await view.cdp("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }] });
  }
  const mobile = options.touch === true;
  const isReady = options.script === false ? 'document.readyState === "complete"' : IS_READY;
  await view.cdp("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile });
  if (mobile) await view.cdp("Emulation.setTouchEmulationEnabled", { enabled: true });
  if (options.script === false) await view.cdp("Emulation.setScriptExecutionDisabled", { value: true });

  const read = <Value>(expression: string) => view.evaluate(expression) as Promise<Value>;

  const page: Page = {
    view,
    read,
    complaints,
    expectOutage: (expected) => void (outage = expected),
    async until(expression, what = expression, timeout = 30_000) {
      const deadline = performance.now() + timeout;
      for (;;) {
        const value = await read<unknown>(expression).catch((error: Error) => `(${error.message})`);
        if (value === true) return;
        if (performance.now() > deadline)
          throw new Error(`never happened in ${timeout} ms: ${what}; it was ${JSON.stringify(value)}`);
        await Bun.sleep(20);
      }
    },
    async open(path) {
      // The end of an earlier navigation must not pass for the end of this one. While that is under way, nothing can be read.
      await page.until("window.isLeft = true", "a page to leave");
      await mayLeave(view.navigate(base + path)); // it fails when that earlier one ends after it has begun
      await page.until(`!window.isLeft && ${isReady}`);
    },
    async fill(selector, text) {
      await read(
        `(() => { const field = document.querySelector(${JSON.stringify(selector)}); field.focus(); field.select(); })()`,
      );
      await view.type(text);
    },
    click: (selector) => mayLeave(view.click(selector)),
    clickAt: (x, y) => mayLeave(view.click(x, y)),
    follow: (selector) => mayLeave(read(`document.querySelector(${JSON.stringify(selector)}).click()`)),
    press: (key, ...modifiers) => mayLeave(view.press(key, modifiers.length > 0 ? { modifiers } : undefined)),
    async say(text) {
      await page.fill("#composer textarea", text);
      await (mobile ? page.click("#composer .send") : page.press("Enter"));
    },
    async enter({ cookie }, path = "/rooms/lobby") {
      const [name, value] = sessionCookie(base, tokenOf(cookie)).split("=", 2);
      await view.cdp("Network.setCookie", { url: base, name, value, httpOnly: true, sameSite: "Lax" });
      await page.open(path);
    },
    register: async (name) => page.enter(await register(url, name)),
    async registerByForm(name) {
      await page.open("/register");
      await page.fill("#username", name);
      await page.fill("#password", PASSWORD);
      await page.press("Enter");
      await page.until(`location.pathname === '/rooms/lobby' && ${isReady}`);
    },
    texts: () => read(`[...document.querySelectorAll("#log > .message > div")].map((text) => text.textContent)`),
    pending: () => read(`[...document.querySelectorAll("#pending > .message > div")].map((text) => text.textContent)`),
    cdp: (method, params = {}) => view.cdp(method, params),
    async shot(path) {
      await Bun.write(path, await view.screenshot());
    },
    close: () => view.close(),
  };
  return page;
}

/** What leads to another page may have left this one before it is acknowledged. */
async function mayLeave(act: Promise<unknown>): Promise<void> {
  await act.catch((error: Error) => {
    if (!/navigated|context/.test(error.message)) throw error;
  });
}

/** Puts the focus on the last message, as the keyboard does; the script for that is on its way when the log is entered. */
export async function enterLog(page: Page): Promise<void> {
  await page.read("document.querySelector('#messages').focus()");
  const deadline = performance.now() + 10_000;
  do {
    await page.read("document.querySelector('#messages').scrollTop = 0"); // until then the keys scroll
    await page.press("ArrowUp");
    if (performance.now() > deadline) throw new Error("the arrow keys never led to a message");
  } while (!(await page.read<boolean>("document.activeElement.matches('.message')")));
}

/** Moves the mouse to the last message and opens its menu. */
export async function openMenu(page: Page): Promise<void> {
  const [x, y] = await page.read<[number, number]>(
    `(() => {
      const text = [...document.querySelectorAll("#log > .message")].at(-1).querySelector(":scope > div");
      const { x, y } = text.getBoundingClientRect();
      return [x + 4, y + 8];
    })()`,
  );
  await page.cdp("Input.dispatchMouseEvent", { type: "mouseMoved", x, y });
  await page.until(
    `document.querySelector("#toolbar").parentElement === [...document.querySelectorAll("#log > .message")].at(-1)`,
  );
  await page.click("#menu-button");
  await page.until("document.querySelector('#menu .actions') !== null", "the menu");
}

/** Ends the browser and removes what it left. To be called after the last test. */
export function closeBrowser(): void {
  Bun.WebView.closeAll();
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  if (scratch) rmSync(scratch, { recursive: true, force: true });
  scratch = undefined;
}

const describe = (value: unknown): string =>
  typeof value === "object" && value !== null && "description" in value ? String(value.description) : String(value);
