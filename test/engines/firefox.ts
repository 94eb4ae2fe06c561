/** Firefox, by WebDriver BiDi. */
import puppeteer from "puppeteer-core";

import type { Browser, Driver } from "./engine.ts";
import { openScreen } from "./screen.ts";

export async function openFirefox(): Promise<Browser> {
  const screen = await openScreen("firefox");
  const firefox = await puppeteer.launch({
    browser: "firefox",
    executablePath: Bun.which("firefox-esr") ?? Bun.which("firefox") ?? "firefox",
    headless: false,
    defaultViewport: null,
    args: ["--width=1280", "--height=900"],
    env: screen.environment,
    extraPrefsFirefox: { "intl.accept_languages": "en-GB" },
  });
  const [unused] = await firefox.pages();
  return {
    wheel: screen.wheel,
    hide: screen.hide,
    async newDriver(): Promise<Driver> {
      const page = await firefox.newPage();
      await unused?.close().catch(() => undefined); // the first, empty tab
      return {
        evaluate: (expression) => page.evaluate(expression),
        navigate: async (url) => void (await page.goto(url, { waitUntil: "domcontentloaded" })),
        click: (selector) => page.click(selector),
        hover: (selector) => page.hover(selector),
        type: (text) => page.keyboard.type(text),
        press: (key) => page.keyboard.press(key),
        activate: () => page.bringToFront(),
        resize: (width, height) => page.setViewport({ width, height }),
        close: () => page.close(),
      };
    },
    async [Symbol.asyncDispose]() {
      await firefox.close();
      await screen[Symbol.asyncDispose]();
    },
  };
}
