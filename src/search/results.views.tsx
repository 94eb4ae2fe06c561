/** What is found: hits, the way to more of them, or a sentence. */
import { Html } from "@elysiajs/html";

import { messagePath } from "../messages/row.tsx";
import type { Room } from "../rooms/store.ts";
import { attribute, trusted } from "../views/html.ts";
import { excerptToHtml } from "./excerpt.ts";
import { HitFiles } from "./files.views.tsx";
import type { FoundHit } from "./find.ts";
import type { Asked } from "./form.views.tsx";

/** Hits with the rooms they are in, and from where one may search on. */
export type Answer = {
  asked: Asked;
  terms: string[];
  hits: (FoundHit & { in: Room })[];
  /** There is more than one room. */
  several: boolean;
  /** The id that everything found is not older than, and when that was said. */
  further?: { before: number; at: number };
  /** It goes on where another answer ended. */
  goesOn: boolean;
};

/** What stands below the form: hits, or a sentence. */
export const Results = ({ answer }: { answer: Answer }) => (
  <>
    <p class="search-summary" role="status" safe>
      {sumOf(answer)}
    </p>
    <ol class="hits">
      <Hits answer={answer} />
    </ol>
  </>
);

const sumOf = ({ hits, further }: Answer): string => {
  if (hits.length === 0) return further ? "Nothing found yet." : "Nothing found.";
  return hits.length === 1 ? "1 message" : `${hits.length} messages, the newest first`;
};

/** A page of hits with the way to the next; it takes the place of the way that led to it. */
export const Hits = ({ answer: { asked, terms, hits, several, further, goesOn } }: { answer: Answer }) => (
  <>
    {hits.map((hit) => (
      <li>
        <a class="hit" href={messagePath(hit.in.slug, hit.id)}>
          <p>
            <bdi safe>{hit.authorName}</bdi>
            {several && (
              <span class="in" dir="auto" safe>
                {hit.in.name}
              </span>
            )}
            <Moment at={hit.at} />
          </p>
          {hit.text !== "" && (
            <div dir="auto" hx-ignore>
              {trusted(excerptToHtml(hit.text, terms))}
            </div>
          )}
          <HitFiles hit={hit} terms={terms} />
        </a>
      </li>
    ))}
    {further !== undefined && <Further asked={asked} {...further} />}
    {goesOn && further === undefined && <li class="search-more">That is all.</li>}
  </>
);

const Further = ({ asked, before, at }: { asked: Asked; before: number; at: number }) => {
  const given = Object.entries(asked).filter(([, value]) => value !== "");
  const query = new URLSearchParams([...given, ["before", String(before)]]);
  const href = attribute(`/search?${query.toString()}`);
  return (
    <li class="search-more">
      <a href={href} hx-get={href} hx-target="closest li" hx-swap="outerHTML">
        Search further back than <Moment at={at} />
      </a>
    </li>
  );
};

/** A day and a time the browser makes local; without JavaScript they are UTC and say so. */
const Moment = ({ at }: { at: number }) => {
  const iso = new Date(at).toISOString();
  return <time datetime={`${iso.slice(0, 19)}Z`}>{trusted(`${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`)}</time>;
};
