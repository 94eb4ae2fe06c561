/** WebKit, as WebKitGTK's small browser has it, by W3C WebDriver. */
import { Builder, By, Key as Keys } from "selenium-webdriver";

import { freePort } from "../support/port.ts";
import type { Browser, Driver, Key } from "./engine.ts";
import { openScreen } from "./screen.ts";

const KEYS: Record<Key, string> = {
  Enter: Keys.ENTER,
  Escape: Keys.ESCAPE,
  Tab: Keys.TAB,
  ArrowUp: Keys.ARROW_UP,
};

/** WebKit's sandbox needs rights that root in a container does not have; what is loaded is our own. */
const UNCONFINED = process.getuid?.() === 0 ? { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" } : {};

export async function openWebKit(): Promise<Browser> {
  const screen = await openScreen("MiniBrowser");
  const port = freePort();
  const service = Bun.spawn(["WebKitWebDriver", `--port=${port}`, "--host=127.0.0.1"], {
    env: { ...screen.environment, ...UNCONFINED },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  const driver = await connect(port);
  const first = await driver.getWindowHandle();
  let unused: string | undefined = first;
  let current = first;

  const to = async (handle: string) => {
    if (current !== handle) await driver.switchTo().window(handle);
    current = handle;
    return driver;
  };
  return {
    wheel: screen.wheel,
    hide: screen.hide,
    async newDriver(): Promise<Driver> {
      if (unused === undefined) await driver.switchTo().newWindow("tab");
      const handle = unused ?? (current = await driver.getWindowHandle());
      unused = undefined;
      const find = async (selector: string) => (await to(handle)).findElement(By.css(selector));
      const keys = async (text: string) => (await to(handle)).actions().sendKeys(text).perform();
      return {
        evaluate: async (expression) => (await to(handle)).executeScript(`return (${expression});`),
        navigate: async (url) => (await to(handle)).get(url),
        click: async (selector) => (await find(selector)).click(),
        hover: async (selector) =>
          driver
            .actions()
            .move({ origin: await find(selector) })
            .perform(),
        type: keys,
        press: (key) => keys(KEYS[key]),
        activate: async () => void (await to(handle)),
        resize: async (width, height) => void (await (await to(handle)).manage().window().setRect({ width, height })),
        close: async () => (await to(handle)).close(),
      };
    },
    async [Symbol.asyncDispose]() {
      await driver.quit();
      service.kill();
      await service.exited;
      await screen[Symbol.asyncDispose]();
    },
  };
}

/** The service needs a moment until it listens. */
async function connect(port: number) {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      const options = { binary: findMiniBrowser(), args: ["--automation"] };
      return await new Builder()
        .usingServer(`http://127.0.0.1:${port}`)
        .withCapabilities({ browserName: "MiniBrowser", "webkitgtk:browserOptions": options })
        .build();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await Bun.sleep(100);
    }
  }
}

function findMiniBrowser(): string {
  const [path] = [...new Bun.Glob("*/webkit2gtk-4.*/MiniBrowser").scanSync({ cwd: "/usr/lib", absolute: true })];
  if (path === undefined) throw new Error("there is no MiniBrowser: install webkit2gtk-driver");
  return path;
}
