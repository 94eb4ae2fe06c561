/** What an installed Parlor shows when it can't be reached. */
import { Html } from "@elysiajs/html";

import { CardLayout } from "../views/card-layout.tsx";
import { Button, type Site } from "../views/layout.tsx";

/** It stands at the address that could not be opened, so an empty link tries that again. */
export const OfflinePage = ({ site }: { site: Site }) => (
  <CardLayout site={site} title="Offline" heading="No connection">
    <p
      safe
    >{`${site.name} can't be reached. What you wrote is kept in this browser and sent when you're back online.`}</p>
    <Button href="" label="Try again" />
  </CardLayout>
);
