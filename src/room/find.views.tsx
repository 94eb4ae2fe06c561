/** What one may go to, as links and forms: the page's script makes options of them, and without one they are a page. */
import { Html } from "@elysiajs/html";

import { readFiles } from "../files/sent.store.ts";
import { summaryOfFiles } from "../files/summary.ts";
import { messagePath } from "../messages/row.tsx";
import { excerptToHtml, markTerms, plainExcerptToHtml } from "../search/excerpt.ts";
import { Avatar } from "../users/avatar.tsx";
import { attribute, fixed, render, trusted } from "../views/html.ts";
import { Lens } from "../views/icons.tsx";
import { Page, Section, type Site, Wordmark } from "../views/layout.tsx";
import type { Destination, Found } from "./find.ts";
import { countOf, kindOf } from "./rooms-list.views.tsx";

/** Whether somebody has a page open, and looks at one. */
export type PresenceOf = (user: number) => "here" | "away" | undefined;

type FoundProps = { found: Found; presenceOf: PresenceOf; mayTalk: boolean };

export const FoundThings = ({ found, presenceOf, mayTalk }: FoundProps) => (
  <>
    {found.destinations.length > 0 && (
      <Section id="found-places" title="Rooms and people">
        <ul>
          {found.destinations.map((destination) => (
            <li data-rank={destination.rank}>
              <DestinationLink destination={destination} term={found.term} presenceOf={presenceOf} mayTalk={mayTalk} />
            </li>
          ))}
        </ul>
      </Section>
    )}
    {found.asked !== "" && (
      <Section id="found-messages" title="Messages">
        <ul>
          {found.messages.map((hit) => (
            <li>
              <a class="found-message" href={messagePath(hit.in.slug, hit.id)}>
                <Avatar id={hit.author} name={hit.authorName} hue={hit.authorHue} picture={hit.authorPicture} />
                <bdi class="name" safe>
                  {hit.authorName}
                </bdi>{" "}
                <small>
                  <bdi hx-ignore>{trusted(lineOf(hit, found.terms))}</bdi>, in <bdi safe>{hit.in.name}</bdi>
                </small>
              </a>
            </li>
          ))}
          <li>
            <a id="found-search" href={attribute(`/search?${new URLSearchParams({ q: found.asked }).toString()}`)}>
              {LENS}
              <span>
                Search messages for “<bdi safe>{found.asked}</bdi>”
              </span>
            </a>
          </li>
        </ul>
      </Section>
    )}
    {found.destinations.length === 0 && found.messages.length === 0 && (
      <p class="nothing-found">No room or person is called that.</p>
    )}
  </>
);

/** Where it has no text, what its files are. */
const lineOf = ({ text, files }: Found["messages"][number], terms: string[]): string =>
  text === "" ? plainExcerptToHtml(summaryOfFiles(readFiles(files)), terms) : excerptToHtml(text, terms);

const LENS = fixed(<Lens />);

type DestinationProps = Omit<FoundProps, "found"> & { destination: Destination; term: string };

/** Where there is no room with somebody yet, a press opens one. */
const DestinationLink = ({ destination, term, presenceOf, mayTalk }: DestinationProps) => {
  if ("listed" in destination) {
    const { room, people, unread, forMe } = destination.listed;
    const [first, ...more] = people;
    const classes = [room.kind !== "direct" && "found-room", kindOf(room), unread && "unread"]
      .filter(Boolean)
      .join(" ");
    return (
      <a class={classes || undefined} href={`/rooms/${room.slug}`}>
        {first !== undefined && <Avatar {...first} />}
        <Name name={room.name} term={term} />
        {room.archivedAt !== null && <small> archived</small>}
        {first !== undefined && room.people?.includes(",") === true && more.length === 0 && (
          <Presence presence={presenceOf(first.id)} />
        )}
        {forMe > 0 && <span class="count"> {countOf(forMe)}</span>}
      </a>
    );
  }
  const { person } = destination;
  const shown = (
    <>
      <Avatar {...person} />
      <Name name={person.name} term={term} />
      <Presence presence={presenceOf(person.id)} />
    </>
  );
  if (!mayTalk) return <a href={`/people/${person.id}`}>{render(shown)}</a>;
  return (
    <form method="post" action="/direct">
      <input type="hidden" name="person" value={attribute(person.name)} />
      <button>{render(shown)}</button>
    </form>
  );
};

const Name = ({ name, term }: { name: string; term: string }) => (
  <bdi class="name">{trusted(markTerms(name, [term]))}</bdi>
);

const Presence = ({ presence }: { presence: ReturnType<PresenceOf> }) =>
  presence === undefined ? <></> : <small> {presence}</small>;

export const FindPage = ({ site, back, ...props }: FoundProps & { site: Site; back: string }) => (
  <Page site={site} title="Find anything" style={site.later}>
    <main class="search">
      <header>
        <Wordmark site={site} />
        <a href={back}>Back to the room</a>
      </header>
      <h1 class="sr-only">Find anything</h1>
      <form method="get" action="/find" role="search">
        <div class="search-field">
          <Lens />
          <input
            type="search"
            name="q"
            value={attribute(props.found.asked)}
            placeholder="Rooms, people, messages"
            aria-label="Find a room, a person or a message"
            dir="auto"
            maxlength="100"
            autocomplete="off"
            autofocus
          />
          <button class="button">Find</button>
        </div>
      </form>
      <div class="found">
        <FoundThings {...props} />
      </div>
    </main>
  </Page>
);
