/** The search: beside the log of a room, or as a page of its own. */
import { Html } from "@elysiajs/html";

import { messagePath } from "../messages/row.tsx";
import type { Room } from "../rooms/store.ts";
import { attribute, fixed, trusted } from "../views/html.ts";
import { Cross, Lens } from "../views/icons.tsx";
import { Page, type Site, Wordmark } from "../views/layout.tsx";
import { isZone } from "./days.ts";
import { excerptToHtml } from "./excerpt.ts";
import { HitFiles } from "./files.views.tsx";
import type { FoundHit } from "./find.ts";

/** What is in the form, as it was typed, and the time zone in which days are meant; "" is UTC. */
export type Asked = { q: string; author: string; room: string; from: string; to: string; zone: string };

const NOTHING: Asked = { q: "", author: "", room: "", from: "", to: "", zone: "" };

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

/** The button in the bar of a room, and what it opens. */
export const SEARCH_BUTTON = fixed(
  <button
    class="icon search-button"
    type="button"
    popovertarget="search"
    aria-keyshortcuts="/"
    aria-label="Search"
    title="Search (/)"
  >
    <Lens />
  </button>,
);

export const SearchPanel = ({ room }: { room: Room }) => (
  <section id="search" class="search" popover="manual" aria-label="Search">
    <SearchForm asked={NOTHING} rooms={[room]} inRoom />
    <div id="search-results"></div>
    <div id="recent-searches" class="recent" hidden>
      <p class="search-summary">Recent searches</p>
      <ul></ul>
      <button class="link" type="button">
        Clear recent searches
      </button>
    </div>
  </section>
);

/** @param rooms to choose from: in a room its script adds the others, which are in the sidebar */
type FormProps = { asked: Asked; rooms: Room[]; inRoom?: boolean };

/** A details is shown where the hits would be; JSX has no names for these attributes. */
const SENTENCES = { "hx-status:42x": "swap:innerHTML", "hx-status:50x": "swap:innerHTML" };

/** A plain form; in a room htmx sends it as one types. */
const SearchForm = ({ asked, rooms, inRoom }: FormProps) => (
  <form
    method="get"
    action="/search"
    role="search"
    hx-get="/search"
    hx-trigger="input delay:200ms, submit"
    hx-target="#search-results"
    hx-sync="this:replace"
    {...SENTENCES}
  >
    <div class="search-field">
      <Lens />
      <input
        type="search"
        name="q"
        value={attribute(asked.q)}
        placeholder="Search what was said"
        aria-label="Search what was said"
        dir="auto"
        maxlength="200"
        autocomplete="off"
        enterkeyhint="search"
        autofocus
      />
      {inRoom ? (
        <button
          class="icon"
          type="button"
          form="none" /* a button that belongs to a form opens and closes nothing in Safari before 18.2 */
          popovertarget="search"
          popovertargetaction="hide"
          aria-label="Close search"
        >
          <Cross />
        </button>
      ) : (
        <button class="button">Search</button>
      )}
    </div>
    <details open={asked.author !== "" || asked.from !== "" || asked.to !== "" || asked.room !== ""}>
      <summary>By whom, where, and when</summary>
      <div class="search-filters">
        <label>
          By
          <input
            name="author"
            value={attribute(asked.author)}
            list={inRoom ? "authors" : undefined}
            dir="auto"
            autocomplete="off"
            autocapitalize="none"
          />
          {inRoom && <datalist id="authors"></datalist>}
        </label>
        <label>
          In
          <select name="room">
            <option value="">All rooms</option>
            {rooms.map(({ slug, name }) => (
              <option value={slug} selected={asked.room === slug} safe>
                {name}
              </option>
            ))}
          </select>
        </label>
        {(["from", "to"] as const).map((name) => (
          <label>
            <span>
              {name === "from" ? "From" : "Until"} <ZoneName zone={asked.zone} />
            </span>
            <input type="date" name={name} value={attribute(asked[name])} />
          </label>
        ))}
      </div>
      <input type="hidden" name="zone" value={attribute(asked.zone)} />
    </details>
    {inRoom && <button hidden>Search</button>}
  </form>
);

/** Whose days are meant. Where the script says which zone the reader is in, that is their own, and this is gone. */
const ZoneName = ({ zone }: { zone: string }) => <small class="zone" safe>{`(${isZone(zone) ? zone : "UTC"})`}</small>;

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

/** @param room the one to go back to */
type PageProps = { site: Site; asked: Asked; room: Room; rooms: Room[]; answer?: Answer; problem?: string };

export const SearchPage = ({ site, asked, room, rooms, answer, problem }: PageProps) => (
  <Page site={site} title={asked.q ? `${asked.q} · Search` : "Search"} style={site.later}>
    <main class="search">
      <header>
        <Wordmark site={site} />
        <a href={`/rooms/${room.slug}`} safe>{`Back to ${room.name}`}</a>
      </header>
      <h1 class="sr-only">Search</h1>
      <SearchForm asked={asked} rooms={rooms} />
      <div id="search-results">
        {problem !== undefined && <Problem sentence={problem} />}
        {answer !== undefined && <Results answer={answer} />}
      </div>
    </main>
  </Page>
);

export const Problem = ({ sentence }: { sentence: string }) => (
  <p class="problem" role="alert" safe>
    {sentence}
  </p>
);
