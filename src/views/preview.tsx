/** What other programs read of a page that anybody may open: search engines, and chats that show a link with a picture. */
import { Html } from "@elysiajs/html";

import { attribute } from "./html.ts";
import type { Site } from "./layout.tsx";

export type PreviewProps = {
  site: Site;
  /** The address that people come by, as in `https://chat.example.com`. */
  origin: string;
  title: string;
  /** The path of the page; none for a page that is only for whoever was given its link, and is not to be found. */
  path?: string;
};

/** For the head of a page. @see https://ogp.me */
export const Preview = ({ site, origin, title, path }: PreviewProps) => (
  <>
    <meta name="description" content={attribute(site.sentence)} />
    <meta property="og:type" content="website" />
    <meta property="og:site_name" content={attribute(site.name)} />
    <meta property="og:title" content={attribute(title)} />
    <meta property="og:description" content={attribute(site.sentence)} />
    <meta property="og:image" content={attribute(origin + site.pictures[site.accent])} />
    <meta property="og:image:width" content="1200" />
    <meta property="og:image:height" content="630" />
    <meta property="og:image:alt" content="A lamp, lit in the dark" />
    <meta name="twitter:card" content="summary_large_image" />
    {path === undefined ? (
      <meta name="robots" content="noindex" />
    ) : (
      <>
        <meta property="og:url" content={attribute(origin + path)} />
        <link rel="canonical" href={attribute(origin + path)} />
      </>
    )}
  </>
);
