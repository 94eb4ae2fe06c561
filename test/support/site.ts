/** What pages know of a place, where a test needs no more of it than a name. */
import { ACCENT_NAMES, DEFAULT_ACCENT } from "../../src/views/accents.ts";
import type { Site } from "../../src/views/layout.tsx";

export const SITE: Site = {
  name: "Parlor",
  sentence: "A room to talk in.",
  accent: DEFAULT_ACCENT,
  logo: undefined,
  backdrop: undefined,
  script: "",
  style: "",
  pages: "",
  emoji: "",
  later: "",
  invite: "",
  forms: "",
  admin: "",
  landing: "",
  pictures: Object.fromEntries(ACCENT_NAMES.map((name) => [name, `/${name}.png`])) as Site["pictures"],
};
