/** What all pages know of the place. It follows what administrators change, while the server runs. */
import type { Database } from "bun:sqlite";

import type { Config } from "../config.ts";
import type { Assets } from "../http/assets.ts";
import { forgetRendered } from "../views/html.ts";
import type { Site } from "../views/layout.tsx";
import { listPlaceFiles, type PlaceFile, type PlaceFileName } from "./place-files.store.ts";
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

/** What a file of the place is called in its address: another file has another name. */
export const placeFileName = ({ content, type }: Pick<PlaceFile, "content" | "type">): string =>
  `${content.slice(0, 12)}.${type.slice(type.indexOf("/") + 1)}`;

function readFiles(db: Database): Pick<Site, "logo" | "backdrop"> {
  const files = new Map(listPlaceFiles(db).map((file) => [file.name, file]));
  const find = (name: PlaceFileName) => {
    const file = files.get(name);
    return file && { ...file, path: `/place/${placeFileName(file)}`, width: file.width ?? 0, height: file.height ?? 0 };
  };
  const [logo, landing] = [find("logo"), find("landing")];
  const isVideo = landing?.type.startsWith("video/") === true;
  const [picture, small] = isVideo ? [find("still"), find("still-small")] : [landing, find("landing-small")];
  return {
    logo,
    backdrop: landing && { picture: picture && { ...picture, small }, video: isVideo ? landing : undefined },
  };
}

export function openSite(db: Database, config: Pick<Config, "siteName">, assets: Assets): LiveSite {
  const { paths: _paths, answer: _answer, ...addresses } = assets;

  const read = () => {
    const { name, sentence, accent } = readPlace(db);
    return { name: name || config.siteName, sentence: sentence || DEFAULT_SENTENCE, accent, ...readFiles(db) };
  };

  const site: Site = { ...read(), ...addresses };
  return {
    site,
    refresh() {
      Object.assign(site, read());
      forgetRendered(site);
    },
  };
}
