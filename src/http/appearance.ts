/**
 * Light or dark, as somebody wants it in one browser, whatever the system says. A cookie keeps it, and the first tag of
 * each page says it: so the first paint is right already, and no script is needed.
 */
import type { Context } from "elysia";

import { isSecure } from "./client.ts";

export type Appearance = "system" | "light" | "dark";

const COOKIE = "parlor_appearance";

/** How long a browser keeps it, in s: as long as browsers keep a cookie at all. */
const LIFETIME = 400 * 86_400;

const CHOSEN = new RegExp(`(?:^|;\\s*)${COOKIE}=(light|dark)(?:;|$)`);

export const isAppearance = (text: string): text is Appearance => ["system", "light", "dark"].includes(text);

/** Has the browser keep a choice; with "system" there is nothing to keep. */
export function setAppearance(
  { request, set }: Pick<Context, "request" | "set">,
  proxies: number,
  appearance: Appearance,
): void {
  const [value, maxAge] = appearance === "system" ? ["", 0] : [appearance, LIFETIME];
  const secure = isSecure(request, proxies);
  const cookie = new Bun.Cookie({ name: COOKIE, value, maxAge, path: "/", httpOnly: true, sameSite: "lax", secure });
  set.headers["set-cookie"] = cookie.toString();
}

/** A page as the browser that asks for it wants it; anything but a page stays as it is. */
export function withAppearance(html: string, request: Request): string {
  const [, chosen] = CHOSEN.exec(request.headers.get("cookie") ?? "") ?? [];
  if (chosen === undefined) return html;
  const other = chosen === "dark" ? "light" : "dark";
  return html
    .replace('<html lang="en"', `<html lang="en" data-appearance="${chosen}"`)
    .replace(`media="(prefers-color-scheme: ${chosen})"`, 'media="all"')
    .replace(`media="(prefers-color-scheme: ${other})"`, 'media="not all"');
}
