/** A page to read and to decide on, with the way back to the room. */
import { Html } from "@elysiajs/html";
import type { Children } from "@kitajs/html";

import { Page, type Site, Wordmark } from "./layout.tsx";

export type SheetProps = {
  site: Site;
  title: string;
  /** What was just done, in words. */
  done?: string;
  /** Something is wrong with what was sent. */
  wrong?: boolean;
  /** Loads a script that is for this page alone. */
  script?: string;
  class?: string;
  /** The room that one came from, if that is not the first. */
  back?: string;
  children: Children;
};

/** @param props.children are sections, each a card */
export const Sheet = ({
  site,
  title,
  done,
  wrong,
  script,
  class: className,
  back = "/rooms/lobby",
  children,
}: SheetProps) => (
  <Page site={site} title={title} wrong={wrong} script={script} style={site.pages} class={className}>
    <main class="sheet">
      <header>
        <Wordmark site={site} />
        <a href={back} class="inline-flex min-h-11 items-center">
          Back to the room
        </a>
      </header>
      <h1 dir="auto" safe>
        {title}
      </h1>
      {done !== undefined && (
        <p class="done" role="status" safe>
          {done}
        </p>
      )}
      {children}
    </main>
  </Page>
);
