/** How the place is called and looks. What is saved here holds on every page from that moment, open ones included. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { members } from "../auth/auth.ts";
import type { Config } from "../config.ts";
import { HttpError, NOT_VALID, rejected } from "../http/error.tsx";
import { countAll, countGoing, NO_AMOUNT } from "../messages/retention-count.ts";
import { readEmptyAt, readPlaceRetention } from "../rooms/retention.store.ts";
import { nextKept } from "../rooms/retention.ts";
import { readAccent } from "../views/accents.ts";
import { placeFileRoutes, type PlaceFilesRoutesDeps } from "./place-files.routes.ts";
import { changePlace, readPlace } from "./place.store.ts";
import { FirstStepsPage, NAME_LENGTH, type PlaceExtra, PlacePage, SENTENCE_LENGTH } from "./place.views.tsx";
import { retentionRoutes } from "./retention.routes.tsx";
import type { PlaceRetention } from "./retention.views.tsx";
import { DEFAULT_SENTENCE } from "./site.ts";

/** What is left out of the form stays as it is. */
const PlaceFields = t.Object({
  name: t.Optional(t.String()),
  sentence: t.Optional(t.String()),
  accent: t.Optional(t.String()),
  from: t.Optional(t.String()),
});

/** What was just done, by the word that the address ends with. */
const DONE = new Map([
  ["place", "Saved."],
  ["ending", "Everything will be deleted at that hour. Every room says so until then."],
  ["kept", "Called off. Everything is kept."],
]);

export type RenderPlace = (extra?: PlaceExtra) => JSX.Element;

export type PlaceDeps = Omit<PlaceFilesRoutesDeps, "renderPlace"> & { config: Pick<Config, "siteName"> };

export function placeRoutes(deps: PlaceDeps) {
  const { config, db, commit, site } = deps;
  const fallback = { name: config.siteName, sentence: DEFAULT_SENTENCE };

  const renderPlace: RenderPlace = async (extra) => (
    <PlacePage site={site} place={readPlace(db)} fallback={fallback} retention={await retentionOf(db)} {...extra} />
  );

  return new Elysia({ name: "place" })
    .use(retentionRoutes({ ...deps, renderPlace }))
    .use(placeFileRoutes({ ...deps, renderPlace }))
    .use(members(deps))
    .guard({ administrator: true })

    .get("/admin/place", ({ query }) => renderPlace({ done: DONE.get(query.done ?? "") }))

    .get("/admin/welcome", ({ query, member }) => (
      <FirstStepsPage site={site} member={member.name} name={site.name} saved={query.done === "place"} />
    ))

    .post(
      "/admin/place",
      async ({ set, body, member, redirect }) => {
        const accent = body.accent === undefined ? undefined : readAccent(body.accent);
        if (body.accent !== undefined && !accent) throw new HttpError(NOT_VALID);
        const [name, sentence] = [oneLine(body.name), oneLine(body.sentence)];
        const problems = { name: tooLong(name, NAME_LENGTH), sentence: tooLong(sentence, SENTENCE_LENGTH) };
        const isFirst = body.from === "welcome";
        if (problems.name !== undefined || problems.sentence !== undefined) {
          const first = { member: member.name, name: name ?? "", problem: problems.name };
          if (isFirst) return rejected(set, <FirstStepsPage site={site} {...first} />);
          return rejected(set, renderPlace({ typed: body, problems }));
        }
        const chosen = { name: name === fallback.name ? "" : name, sentence, accent };
        await commit(changePlace, { ...chosen, at: Date.now(), by: member.id });
        return redirect(isFirst ? "/admin/welcome?done=place" : "/admin/place?done=place", 303);
      },
      { body: PlaceFields },
    );
}

async function retentionOf(db: Database): Promise<PlaceRetention> {
  const now = Date.now();
  const [place, files] = [readPlaceRetention(db), readPlaceRetention(db, "files")];
  const emptyAt = readEmptyAt(db);
  const next = nextKept({ own: place, place, files, emptyAt, placeEmpties: false }, now);
  const going = next ? await countGoing(db, { room: null }, next.from) : NO_AMOUNT;
  return { place, files, emptyAt, next, going, all: await countAll(db, { room: null }), now };
}

/** What was typed as one line, without characters that are not seen, or turn the text around. */
const oneLine = (typed: string | undefined): string | undefined =>
  typed
    ?.normalize("NFC")
    .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();

const tooLong = (text: string | undefined, most: number): string | undefined => {
  const { length } = [...(text ?? "")];
  return length > most ? `This has ${length} characters. Up to ${most} fit.` : undefined;
};
