/** The page around every page, and the pieces that several features share. */
import { Html } from "@elysiajs/html";
import type { Children } from "@kitajs/html";

import { once } from "./html.ts";
import { Lamp } from "./icons.tsx";

/** What a page has to know of the place it belongs to. */
export type Site = {
  name: string;
  script: string;
  style: string;
  invite: string;
};

/** What tells one build of script and style from another. */
export const buildOf = ({ script, style }: Site): string => script + style;

export type PageProps = {
  site: Site;
  title?: string;
  class?: string;
  /** Loads the script; only the room needs it. */
  live?: boolean;
  /** Loads a script that is for this page alone. */
  script?: string;
  children: Children;
};

/**
 * htmx: no history of its own, no error page swapped into the log, no timers a hidden tab would hold up, and a socket that
 * outlives a hidden tab, and is opened again by the page's script.
 */
const HTMX_CONFIG = JSON.stringify({
  history: false,
  defaultSettleDelay: 0,
  defaultTimeout: 15_000,
  includeIndicatorCSS: false,
  noSwap: [204, 304, "4xx", "5xx"],
  ws: { pauseOnBackground: false, reconnect: false },
});

const VIEWPORT = "width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content";

export const Page = ({ site, title, class: className, live, script, children }: PageProps) => (
  <>
    {"<!doctype html>"}
    <html lang="en">
      <head>
        {head(site)}
        <title safe>{title ? `${title} · ${site.name}` : site.name}</title>
        {live && scripts(site)}
        {script !== undefined && <script src={script} defer></script>}
      </head>
      <body class={className}>{children}</body>
    </html>
  </>
);

const head = once((site: Site) => (
  <>
    <meta charset="utf-8" />
    <meta name="viewport" content={VIEWPORT} />
    <meta name="theme-color" content="#fdf9f3" media="(prefers-color-scheme: light)" />
    <meta name="theme-color" content="#15110e" media="(prefers-color-scheme: dark)" />
    <link rel="stylesheet" href={site.style} />
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
    <link rel="manifest" href="/manifest.webmanifest" />
  </>
));

const scripts = once((site: Site) => (
  <>
    <meta name="htmx-config" content={HTMX_CONFIG} />
    <script type="module" src={site.script}></script>
  </>
));

export const Wordmark = ({ site }: { site: Site }) => wordmark(site);

const wordmark = once((site: Site) => (
  <a class="wordmark" href="/">
    <Lamp /> <span safe>{site.name}</span>
  </a>
));

export const Button = ({ href, label, quiet }: { href: string; label: string; quiet?: boolean }) => (
  <a class={quiet ? "button quiet" : "button"} href={href} safe>
    {label}
  </a>
);
