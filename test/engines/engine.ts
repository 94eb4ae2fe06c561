/** What a test asks of a browser, whichever it is. */
import { IS_READY } from "../support/browser.ts";
import { openFirefox } from "./firefox.ts";
import { openWebKit } from "./webkit.ts";

/** What a browser's own client has to do for a tab. */
export type Driver = {
  evaluate: (expression: string) => Promise<unknown>;
  navigate: (url: string) => Promise<void>;
  click: (selector: string) => Promise<void>;
  /** Moves the mouse to an element. */
  hover: (selector: string) => Promise<void>;
  type: (text: string) => Promise<void>;
  press: (key: Key) => Promise<void>;
  /** Brings the tab to the front. */
  activate: () => Promise<void>;
  resize: (width: number, height: number) => Promise<void>;
  close: () => Promise<void>;
};

export type Key = "Enter" | "Escape" | "Tab" | "ArrowUp";

export type Browser = AsyncDisposable & {
  newDriver: () => Promise<Driver>;
  wheel: (notches: number) => Promise<void>;
  hide: (hidden: boolean) => Promise<void>;
};

export const ENGINES = { firefox: openFirefox, webkit: openWebKit };

export type Tab = Omit<Driver, "evaluate" | "navigate"> & {
  /** Evaluates an expression in the page. */
  read: <Value>(expression: string) => Promise<Value>;
  /** Waits until an expression is true in the page; fails with what it was instead. */
  until: (expression: string, what?: string, timeout?: number) => Promise<void>;
  open: (path: string) => Promise<void>;
  /** Puts text into a field, as typing does. */
  fill: (selector: string, text: string) => Promise<void>;
  /** Writes into the composer and sends it by Enter. */
  say: (text: string) => Promise<void>;
  /** Registers through the form and ends up in the room. */
  register: (name: string) => Promise<void>;
  /** Script errors and violations of the policy since the page was loaded. */
  complaints: () => Promise<string[]>;
};

/** Collects what the page complains of. */
const LISTEN = `(() => {
  window.complaints ??= [];
  addEventListener("error", ({ message }) => complaints.push(message));
  addEventListener("unhandledrejection", ({ reason }) => complaints.push(String(reason)));
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => complaints.push(violatedDirective + " " + blockedURI));
})()`;

/** A tab with a server's pages in it. */
export async function openTab(browser: Browser, url: string): Promise<Tab> {
  const { evaluate, navigate, ...driver } = await browser.newDriver();
  const read = async <Value>(expression: string) => (await evaluate(expression)) as Value;
  const tab: Tab = {
    ...driver,
    read,
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
      await navigate(url + path);
      await tab.until(IS_READY);
      await read(LISTEN);
    },
    async fill(selector, text) {
      await read(
        `(() => { const field = document.querySelector(${JSON.stringify(selector)}); field.focus(); field.select(); })()`,
      );
      await driver.type(text);
    },
    async say(text) {
      await tab.fill("#field", text);
      await driver.press("Enter");
    },
    async register(name) {
      await tab.open("/register");
      await tab.until("document.activeElement?.id === 'username'"); // later it would take the focus from the password
      await tab.fill("#username", name);
      await tab.fill("#password", "correct horse battery");
      await driver.press("Enter");
      await tab.until("location.pathname === '/rooms/lobby'");
      await tab.until(IS_READY);
      await read(LISTEN);
    },
    complaints: () => read<string[]>("window.complaints ?? []"),
  };
  return tab;
}
