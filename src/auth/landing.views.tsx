/** The landing page: what the place is called, and the way in. */
import { Html } from "@elysiajs/html";

import { Backdrop } from "../views/backdrop.tsx";
import { Lamp } from "../views/icons.tsx";
import { Button, Logo, Page, type Site } from "../views/layout.tsx";
import { Preview } from "../views/preview.tsx";
import type { RegistrationMode } from "./registration.store.ts";

type LandingProps = {
  site: Site;
  /** The address that people come by. */
  origin: string;
  /** The way back for somebody who is logged in. */
  room?: string;
  registration: RegistrationMode;
};

/** Names of more characters than this are set smaller. */
const LONG = 18;

/** Why somebody new can't simply join, and what to do. */
const HOW_TO_JOIN: Record<RegistrationMode, string> = {
  open: "",
  invite: "To join, you need an invitation link. Ask someone who is already in here for one.",
  closed:
    "Registration is closed, so nobody new can join right now. If you have an account, log in. If you don't, ask the person who sent you here.",
};

export const Landing = ({ site, origin, room, registration }: LandingProps) => (
  <Page
    site={site}
    style={site.pages}
    script={site.backdrop?.video && site.landing}
    meta={<Preview site={site} origin={origin} title={site.name} path="/" />}
  >
    <div class={site.backdrop ? "landing pictured" : "landing"}>
      {site.backdrop !== undefined && <Backdrop backdrop={site.backdrop} />}
      {site.backdrop?.video !== undefined && (
        <button class="motion button quiet" type="button" hidden>
          Play video
        </button>
      )}
      <main>
        {site.logo === undefined ? (
          <span class="lampmark">
            <Lamp />
          </span>
        ) : (
          <Logo logo={site.logo} />
        )}
        <h1 class={site.name.length > LONG ? "long" : undefined} safe>
          {site.name}
        </h1>
        <p class="text-xl leading-[1.45] text-balance wrap-anywhere text-soft" dir="auto" safe>
          {site.sentence}
        </p>
        <nav class="flex flex-wrap justify-center gap-3" aria-label="The way in">
          {room !== undefined && <Button href={room} label="Back to the room" />}
          {!room && registration === "open" && <Button href="/register" label="Join the room" />}
          {!room && <Button href="/login" label="Log in" quiet={registration === "open"} />}
        </nav>
        {!room && registration !== "open" && (
          <p class="text-[15px] text-balance text-soft" safe>
            {HOW_TO_JOIN[registration]}
          </p>
        )}
      </main>
      <footer class="text-center text-sm text-soft">Runs on one small machine. No trackers, no other company.</footer>
    </div>
  </Page>
);
