/** What is sought: the form, and the panel beside a room's log in which it is. */
import { Html } from "@elysiajs/html";

import type { Room } from "../rooms/store.ts";
import { attribute, fixed } from "../views/html.ts";
import { Cross, Lens } from "../views/icons.tsx";
import { isZone } from "./days.ts";

/** What is in the form, as it was typed, and the time zone in which days are meant; "" is UTC. */
export type Asked = { q: string; author: string; room: string; from: string; to: string; zone: string };

const NOTHING: Asked = { q: "", author: "", room: "", from: "", to: "", zone: "" };

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
export const SearchForm = ({ asked, rooms, inRoom }: FormProps) => (
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
