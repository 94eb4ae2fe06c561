/** The search as a page of its own. */
import { Html } from "@elysiajs/html";

import type { Room } from "../rooms/store.ts";
import { Page, type Site, Wordmark } from "../views/layout.tsx";
import { Problem } from "../views/problem.tsx";
import { type Asked, SearchForm } from "./form.views.tsx";
import { type Answer, Results } from "./results.views.tsx";

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
        <Problem sentence={problem} />
        {answer !== undefined && <Results answer={answer} />}
      </div>
    </main>
  </Page>
);
