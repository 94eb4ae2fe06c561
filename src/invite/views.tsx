/** How to bring somebody else in: the address, to be copied, shared, or read by a phone. */
import { Html } from "@elysiajs/html";

import { qrPath } from "../lib/qr.ts";
import { attribute } from "../views/html.ts";
import { Button, Page, type Site, Wordmark } from "../views/layout.tsx";

/** Whom the address lets in, and why nobody else. */
export type Reach = "everybody" | "invited" | "uninvited" | "uninvited yet" | "closed" | "here";

const WORDS: Record<Reach, string> = {
  everybody: "Anyone with this address can join.",
  invited: "Anyone with this invitation link can join.",
  uninvited: "New people need an invitation. Ask an administrator for one.",
  "uninvited yet": "There is no valid invitation. Make one, and its link appears here.",
  closed: "Registration is closed: only people who have an account can log in.",
  here: "This address works only on this machine. To let others in, run: bun run share",
};

export const InvitePage = ({ site, address, reach }: { site: Site; address: string; reach: Reach }) => (
  <Page site={site} title="Invite people" script={site.invite}>
    <main class="card-page">
      <div class="card">
        <Wordmark site={site} />
        <h1>Invite people</h1>
        <QrCode address={address} />
        <div class="field">
          <label for="address">Address</label>
          <input id="address" readonly value={attribute(address)} aria-describedby="reach" />
          <span id="reach" class="hint" safe>
            {WORDS[reach]}
          </span>
        </div>
        <div class="flex flex-wrap gap-3">
          <button id="copy-address" class="button" type="button" aria-live="polite" hidden>
            Copy
          </button>
          <button id="share-address" class="button quiet" type="button" hidden>
            Share…
          </button>
          {reach === "uninvited yet" && <Button href="/admin" label="Make an invitation" />}
          <a class="button quiet" href="/rooms/lobby">
            Back to the room
          </a>
        </div>
      </div>
    </main>
  </Page>
);

const QrCode = ({ address }: { address: string }) => {
  const code = qrPath(address);
  if (!code) return <></>;
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${code.side} ${code.side}`}
      shape-rendering="crispEdges"
      role="img"
      aria-label="The address as a QR code"
    >
      <path d={code.path} />
    </svg>
  );
};
