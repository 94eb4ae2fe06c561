/** How to bring somebody else in: the link, to be copied, shared, or read by a phone; or how to get one. */
import { Html } from "@elysiajs/html";

import { qrPath } from "../lib/qr.ts";
import { CardLayout } from "../views/card-layout.tsx";
import { attribute } from "../views/html.ts";
import { Button, type Site } from "../views/layout.tsx";

/** Whom the link lets in: anyone, so many people, only who has a link of an administrator's, or nobody. */
export type Admits = "anyone" | number | "the invited" | "nobody invited yet" | "nobody";

type InvitePageProps = {
  site: Site;
  /** The room to go back to. */
  back: string;
  admits: Admits;
  /** What to give to others; nothing where it would lead only to this machine. */
  link: { address: string; inNetwork: boolean } | undefined;
  ways: Ways;
};

/** The commands that open this place to others. A container does not know the network of its machine. */
type Ways = { network: string; everybody: string; container: boolean };

export const InvitePage = ({ site, back, admits, link, ways }: InvitePageProps) => (
  <CardLayout site={site} title="Invite people" script={site.invite} style={site.pages} wide={!link}>
    {link ? (
      <Link address={link.address} inNetwork={link.inNetwork} admits={admits} />
    ) : (
      <Steps ways={ways} admits={admits} />
    )}
    <div class="flex flex-wrap gap-3">
      {link !== undefined && (
        <>
          <button
            id="copy-address"
            class={letsIn(admits) ? "button scripted" : "button quiet scripted"}
            type="button"
            data-copy="address"
            aria-live="polite"
          >
            Copy
          </button>
          <button id="share-address" class="button quiet" type="button" hidden>
            Share…
          </button>
        </>
      )}
      {admits === "nobody invited yet" && <Button href="/admin/invites" label="Make an invitation" quiet={!link} />}
      <Button href={back} label="Back to the room" quiet />
    </div>
  </CardLayout>
);

const Link = ({ address, inNetwork, admits }: { address: string; inNetwork: boolean; admits: Admits }) => (
  <>
    {letsIn(admits) && <QrCode address={address} />}
    <div class="field">
      <label for="address">{letsIn(admits) ? "Link" : "Address"}</label>
      <input id="address" readonly value={attribute(address)} aria-describedby="reach" />
      <span id="reach" class="hint" safe>
        {[about(admits), inNetwork ? "It works on this network only." : ""].filter(Boolean).join(" ")}
      </span>
    </div>
  </>
);

/** Whether somebody new can join with the link. */
const letsIn = (admits: Admits): boolean => admits === "anyone" || typeof admits === "number";

function about(admits: Admits): string {
  if (admits === "anyone") return "Anyone with this link can join.";
  if (admits === 1) return "One person can join with this link.";
  if (typeof admits === "number") return `Anyone with this link can join. It is good for ${admits} more people.`;
  if (admits === "the invited") return "New people need an invitation. Ask an administrator for one.";
  if (admits === "nobody") return "Registration is closed: only people who have an account can log in.";
  return "There is no valid invitation. Make one, and its link appears here.";
}

/** The page asks for itself now and then, and shows the link as soon as there is one; see browser/invite.ts. */
const Steps = ({ ways, admits }: { ways: Ways; admits: Admits }) => (
  <>
    <p id="reach">This address works only on this machine. Two steps make a link for others:</p>
    <ol class="steps" data-wait-for="address">
      <li>
        <p>Open a second terminal in the folder you started this in, and run one of these.</p>
        {ways.container ? (
          <p class="text-sm text-soft">
            People on your network need no command: they open the address of this machine, with the port you published.
          </p>
        ) : (
          <Way id="share-network" label="For people on your network" command={ways.network} />
        )}
        <Way id="share-everybody" label="For people anywhere" command={ways.everybody} />
        <p class="text-sm text-soft">
          It asks for a token, which you can copy from{" "}
          <a href="https://dashboard.ngrok.com/get-started/your-authtoken" rel="noreferrer">
            ngrok's dashboard
          </a>
          .
        </p>
      </li>
      <li>
        <p>Come back here. This page will have the link and its QR code.</p>
        {!letsIn(admits) && (
          <p class="text-sm text-soft" safe>
            {about(admits)}
          </p>
        )}
      </li>
    </ol>
  </>
);

const Way = ({ id, label, command }: { id: string; label: string; command: string }) => (
  <div class="field">
    <label for={id} safe>
      {label}
    </label>
    <div class="flex gap-3">
      <input id={id} class="font-mono" readonly value={attribute(command)} />
      <button class="button quiet scripted" type="button" data-copy={id} aria-describedby={id} aria-live="polite">
        Copy
      </button>
    </div>
  </div>
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
      aria-label="The link as a QR code"
    >
      <path d={code.path} />
    </svg>
  );
};
