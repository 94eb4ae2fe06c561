/** A page that is one card, with a heading under the name of the place. */
import { Html } from "@elysiajs/html";

import { Page, type PageProps, Wordmark } from "./layout.tsx";

type CardLayoutProps = Omit<PageProps, "class" | "live"> & {
  title: string;
  /** Where it is not the title. */
  heading?: string;
  wide?: boolean;
};

export const CardLayout = ({ heading, wide, children, ...page }: CardLayoutProps) => (
  <Page {...page}>
    <main class="card-page">
      <div class={wide ? "card max-w-[560px]" : "card"}>
        <Wordmark site={page.site} />
        <h1 safe>{heading ?? page.title}</h1>
        {children}
      </div>
    </main>
  </Page>
);
