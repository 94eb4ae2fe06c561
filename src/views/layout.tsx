/** The page around every page, and the pieces that several features share. */
import { Html } from "@elysiajs/html";
import type { Children } from "@kitajs/html";

import { type Accent, DEFAULT_ACCENT } from "./accents.ts";
import type { BackdropFiles } from "./backdrop.tsx";
import { once } from "./html.ts";
import { Lamp } from "./icons.tsx";

/**
 * What a page has to know of the place it belongs to. Name, sentence and accent change while the server runs: what is
 * rendered of them has to be kept by `once` or `template`, or not at all.
 */
export type Site = BuiltAddresses & {
  readonly name: string;
  /** The sentence on the landing page, and in previews of links to it. */
  readonly sentence: string;
  readonly accent: Accent;
  readonly logo: SiteLogo | undefined;
  /** What is behind the landing page. */
  readonly backdrop: BackdropFiles | undefined;
};

/** The addresses of what was built. */
export type BuiltAddresses = {
  readonly script: string;
  readonly style: string;
  /** What the landing page and the administration have besides the style of all pages. */
  readonly pages: string;
  /** The style sheet of what is only seen when somebody does something in the room. */
  readonly later: string;
  /** All emoji, with the words for each. */
  readonly emoji: string;
  readonly invite: string;
  /** The script of pages with forms that have a password. */
  readonly forms: string;
  readonly admin: string;
  /** The script of the landing page, where it has a video. */
  readonly landing: string;
  /** The picture that stands for the place in previews of links, in each accent. */
  readonly pictures: Readonly<Record<Accent, string>>;
};

/** In pixels, and on pages of which tone it would not be seen. */
export type SiteLogo = { path: string; width: number; height: number; tone: "dark" | "light" | null };

/** What tells pages that they should look different now: another script or style, or another name, accent or logo of the place. */
export const buildOf = ({ script, style, name, accent, logo }: Site): string =>
  script + style + Bun.hash(name + accent + (logo?.path ?? "")).toString(36);

export type PageProps = {
  site: Site;
  title?: string;
  /** Something is wrong with what was sent: the title says so first. */
  wrong?: boolean;
  class?: string;
  /** Loads the script; only the room needs it. */
  live?: boolean;
  /** Loads a script that is for this page alone. */
  script?: string;
  /** A style sheet besides that of all pages. */
  style?: string;
  /** What programs read of the page: a description, a preview. */
  meta?: Children;
  children: Children;
};

/**
 * htmx: no history of its own, no error page swapped into the log, no timers a hidden tab would hold up, and a socket that
 * outlives a hidden tab. A lost one is opened again by the page's script, which asks first whether the server answers: htmx would
 * try the connection itself, and after some that failed Firefox holds back the next for up to a minute.
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

export const Page = ({ site, title, wrong, class: className, live, script, style, meta, children }: PageProps) => (
  <>
    {"<!doctype html>"}
    <html lang="en" data-accent={site.accent === DEFAULT_ACCENT ? undefined : site.accent}>
      <head>
        {head(site)}
        <title safe>{titleOf(site, title, wrong)}</title>
        {style !== undefined && <link rel="stylesheet" href={style} />}
        {meta}
        {live && scripts(site)}
        {script !== undefined && <script type="module" src={script}></script>}
      </head>
      <body class={className}>{children}</body>
    </html>
  </>
);

const titleOf = ({ name }: Site, title?: string, wrong?: boolean): string =>
  title === undefined ? name : `${wrong ? "Error: " : ""}${title} · ${name}`;

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

/** It stands beside the name, which says the same. */
export const Logo = ({ logo: { path, width, height, tone } }: { logo: SiteLogo }) => (
  <img class="logo" src={path} width={width} height={height} alt="" data-tone={tone ?? undefined} />
);

const wordmark = once((site: Site) => (
  <a class="wordmark" href="/">
    {site.logo === undefined ? <Lamp /> : <Logo logo={site.logo} />} <span safe>{site.name}</span>
  </a>
));

type SectionProps = { id: string; title: string; children: Children };

/** A part of a page under its heading, which has the id. */
export const Section = ({ id, title, children }: SectionProps) => (
  <section aria-labelledby={id}>
    <h2 id={id} safe>
      {title}
    </h2>
    {children}
  </section>
);

type ButtonProps = { href: string; label: string; quiet?: boolean; rel?: "prev" | "next" };

export const Button = ({ href, label, quiet, rel }: ButtonProps) => (
  <a class={quiet ? "button quiet" : "button"} href={href} rel={rel} safe>
    {label}
  </a>
);
