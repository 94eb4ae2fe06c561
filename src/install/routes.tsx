/** What makes Parlor an app on a phone: the manifest, and a worker that has a page for when there is no network. */
import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import { policy } from "../http/policy.ts";
import { fixed, once } from "../views/html.ts";
import type { Site } from "../views/layout.tsx";
import { OfflinePage } from "./views.tsx";
import worker from "./worker.js" with { type: "text" };

const PAGE = "/offline";
/** Where the system's share sheet brings what people share with the app. The worker takes it; nothing of it comes here. */
const SHARE = "/share";

const offlinePage = once((site: Site) => fixed(<OfflinePage site={site} />));

/** The dark of the icon, behind it while the app opens. */
const NIGHT = "#17110d";

const icon = (src: string, sizes: string, purpose: "any" | "maskable") => {
  const type = src.endsWith(".svg") ? "image/svg+xml" : "image/png";
  return { src, sizes, type, purpose };
};

type Deps = { site: Site };

export function installRoutes({ site }: Deps) {
  /** Another name or look makes another script, and so the browser fetches the page anew. */
  const constants = () => {
    const values = { PAGE, SHARE, STYLE: site.style, CACHE: `offline-${Bun.hash(offlinePage(site)).toString(36)}` };
    return Object.entries(values).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`);
  };

  return new Elysia({ name: "install" })
    .use(policy)
    .guard({ allows: { strangers: true } })
    .get("/manifest.webmanifest", ({ set }) => {
      set.headers["content-type"] = "application/manifest+json";
      return JSON.stringify({
        id: "/",
        name: site.name,
        short_name: site.name,
        start_url: "/rooms/lobby",
        scope: "/",
        display: "standalone",
        background_color: NIGHT,
        theme_color: NIGHT,
        share_target: {
          action: SHARE,
          method: "POST",
          enctype: "multipart/form-data",
          params: { title: "title", text: "text", url: "url", files: [{ name: "files", accept: ["*/*"] }] },
        },
        icons: [
          icon("/icon-192.png", "192x192", "any"),
          icon("/icon-512.png", "512x512", "any"),
          icon("/icon-maskable-512.png", "512x512", "maskable"),
          icon("/icon.svg", "any", "any"),
        ],
      });
    })

    .get("/service-worker.js", ({ set }) => {
      set.headers["content-type"] = "text/javascript; charset=utf-8";
      return constants().join("") + worker;
    })

    .get(PAGE, () => offlinePage(site));
}
