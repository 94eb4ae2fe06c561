/** A page to read and to decide on, with the way back to the room. */
import { Html } from "@elysiajs/html";

import { Page, type PageProps, Wordmark } from "./layout.tsx";

type SheetProps = Pick<PageProps, "site" | "wrong" | "script" | "class" | "children"> & {
  title: string;
  /** What was just done, in words. */
  done?: string;
  /** The room that one came from, if that is not the first. */
  back?: string;
};

/** @param props.children are sections, each a card */
export const Sheet = ({ done, back = "/rooms/lobby", children, ...page }: SheetProps) => (
  <Page {...page} style={page.site.pages}>
    <main class="sheet">
      <header>
        <Wordmark site={page.site} />
        <a href={back} class="inline-flex min-h-11 items-center">
          Back to the room
        </a>
      </header>
      <h1 dir="auto" safe>
        {page.title}
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
