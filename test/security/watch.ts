/** Watches a page of a real browser for anything that an attacker may have brought about. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "../support/browser.ts";

export type Watch = {
  /** What ran, was asked for, or was reported, since the last call. */
  findings: () => string[];
  /** What the page asked the server for since the last call: method and path, without own files. */
  requests: () => string[];
};

/** Chromium's own drawing in a field for a date begins like this: an `<svg>` of 16 by 15 pixels. */
const CALENDAR =
  "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIxNiIgaGVpZ2h0PSIxNSIg";

/** Our own drawings stand in the style sheets, to the letter. */
const STYLES = join(import.meta.dir, "../../src/styles");
const OWN_DRAWINGS = readdirSync(STYLES)
  .map((file) => readFileSync(join(STYLES, file), "utf8"))
  .join("");

/** Runs before anything else in every document: violations of the policy, even those that are only reported. */
const LISTEN = `addEventListener("securitypolicyviolation", (event) => pwned("policy: " + event.violatedDirective + " " +
  event.blockedURI + " " + event.sample), true);`;

/** To be called on a page that has not been anywhere yet. Whatever calls `pwned()` in it is found. */
export async function watch(page: Page, host: string): Promise<Watch> {
  const findings: string[] = [];
  const requests: string[] = [];
  const on = <Params>(name: string, listener: (params: Params) => void) =>
    page.view.addEventListener(name, (event) => listener((event as MessageEvent<Params>).data));

  on<{ payload: string }>("Runtime.bindingCalled", ({ payload }) => findings.push(`ran: ${payload}`));
  on<{ type: string; message: string }>("Page.javascriptDialogOpening", ({ type, message }) => {
    findings.push(`${type}: ${message}`);
    void page.cdp("Page.handleJavaScriptDialog", { accept: false });
  });
  on<object>("Page.frameAttached", () => findings.push("a frame appeared"));
  on<{ url: string }>("Page.windowOpen", ({ url }) => findings.push(`a window opened: ${url}`));
  on<{ url: string }>("Network.webSocketCreated", ({ url }) => judge("SOCKET", url));
  on<{ request: { method: string; url: string } }>("Network.requestWillBeSent", ({ request }) =>
    judge(request.method, request.url),
  );

  function judge(method: string, address: string) {
    if (address.startsWith(CALENDAR) || OWN_DRAWINGS.includes(`url("${address}")`)) return;
    const url = new URL(address);
    const isOwn = url.host === host && !url.pathname.startsWith("/pwned") && url.pathname !== "/logout";
    if (!isOwn && address !== "about:blank") findings.push(`asked for ${method} ${address.slice(0, 200)}`);
    if (!/^\/(build\/|icon|manifest)/.test(url.pathname)) requests.push(`${method} ${url.pathname}`);
  }

  await page.cdp("Page.enable");
  await page.cdp("Network.enable");
  await page.cdp("Runtime.addBinding", { name: "pwned" });
  await page.cdp("Page.addScriptToEvaluateOnNewDocument", { source: LISTEN });
  return {
    findings: () => [...findings.splice(0), ...page.complaints.splice(0)],
    requests: () => requests.splice(0),
  };
}
