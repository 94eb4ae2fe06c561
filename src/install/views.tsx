/** What an installed Parlor shows when it can't be reached. */
import { Html } from "@elysiajs/html";

import { Button, Page, type Site, Wordmark } from "../views/layout.tsx";

/** It stands at the address that could not be opened, so an empty link tries that again. */
export const OfflinePage = ({ site }: { site: Site }) => (
  <Page site={site} title="Offline">
    <main class="card-page">
      <div class="card">
        <Wordmark site={site} />
        <h1>No connection</h1>
        <p
          safe
        >{`${site.name} can't be reached. What you wrote is kept in this browser and sent when you're back online.`}</p>
        <Button href="" label="Try again" />
      </div>
    </main>
  </Page>
);
