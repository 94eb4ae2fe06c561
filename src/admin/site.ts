/** What all pages know of the place. It follows what administrators change, while the server runs. */
import type { Database } from "bun:sqlite";

import type { Config } from "../config.ts";
import type { Assets } from "../http/assets.ts";
import { forgetRendered } from "../views/html.ts";
import type { Site } from "../views/layout.tsx";
import { readPlace } from "./place.store.ts";

/** What a place says of itself where nobody has written anything else. */
export const DEFAULT_SENTENCE =
  "A room to talk in. Pick a name, come in, and everything said tonight is still here tomorrow.";

export type LiveSite = {
  /** The same object for as long as the server runs: whoever has it sees every change. */
  site: Site;
  /** Takes over what is in the database now. What was rendered of the place before is forgotten. */
  refresh: () => void;
};

export function openSite(db: Database, config: Pick<Config, "siteName">, assets: Assets): LiveSite {
  const { script, style, pages, emoji, invite, forms, admin, pictures } = assets;

  const read = () => {
    const { name, sentence, accent } = readPlace(db);
    return { name: name || config.siteName, sentence: sentence || DEFAULT_SENTENCE, accent };
  };

  const site: Site = { ...read(), script, style, pages, emoji, invite, forms, admin, pictures };
  return {
    site,
    refresh() {
      Object.assign(site, read());
      forgetRendered(site);
    },
  };
}
