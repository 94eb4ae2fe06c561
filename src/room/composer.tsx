/** The composer, and the row of a message that is still on its way. */
import { Html } from "@elysiajs/html";

import type { Config } from "../config.ts";
import { SentFile } from "../files/views.tsx";
import type { RefusedMessage } from "../messages/routes.tsx";
import { messagePath } from "../messages/row.tsx";
import { Act, ReplyBar } from "../messages/views.tsx";
import type { Room } from "../rooms/store.ts";
import type { MayNotWrite } from "../rooms/writing.store.ts";
import { duration } from "../views/ago.ts";
import { fixed, rendered } from "../views/html.ts";
import { Check, Plus, Smile, Up } from "../views/icons.tsx";
import type { Site } from "../views/layout.tsx";
import { FORMATTING } from "./formatting.tsx";

/** What a message may have at most. */
export type LimitsConfig = Pick<Config, "messageLength" | "filesPerMessage" | "fileBytes">;

type ComposerProps = {
  /** The key of what a plain form sends: sent twice, it is one message. The page's script makes keys of its own. */
  messageKey: string;
  room: Room;
  /** Whether one may write, as `WhyNotWrite` says it. */
  writing: "safe";
  limits: LimitsConfig;
  site: Site;
  refused?: RefusedMessage;
  /** The message that the page was opened for. */
  pointed?: number;
};

/** @param props.room its name is escaped for an attribute, and so is its slug */
export const Composer = ({ room, writing, limits, site, messageKey, refused, pointed }: ComposerProps) => {
  const draft = refused === undefined ? "" : `\n${refused.body}`; // a text area swallows its first line feed
  return (
    <div class="compose-area">
      <button id="jump" class="pill" type="button" hidden>
        Back to the latest
      </button>
      <p id="typing" class="typing"></p>
      {pointed !== undefined && (
        <noscript>
          <a href={`${messagePath(room.slug, pointed)}/menu`}>Message actions</a>
        </noscript>
      )}
      {writing}
      <ul id="names" class="names" role="listbox" aria-label="Names" hidden></ul>
      <form
        id="composer"
        class="composer"
        method="post"
        action={`/rooms/${room.slug}/messages`}
        enctype="multipart/form-data"
      >
        <input type="hidden" name="key" value={messageKey} />
        {refused?.answered !== undefined && <ReplyBar room={room} message={refused.answered} />}
        {refused !== undefined && refused.files.length > 0 && <link rel="stylesheet" href={site.later} />}
        <ul
          id="sent-files"
          class="sent-files"
          aria-label="Files"
          data-most={limits.filesPerMessage}
          data-bytes={limits.fileBytes}
        >
          {refused?.files.map((file) => (
            <SentFile file={file} />
          ))}
        </ul>
        <p id="composer-error" class="problem" role="alert" hidden={refused === undefined} safe>
          {refused?.problem ?? ""}
        </p>
        <textarea
          id="field"
          name="body"
          rows="1"
          placeholder={`Message ${room.name}`}
          aria-label="Message"
          aria-describedby={refused && "composer-error"}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls="names"
          data-most={limits.messageLength}
          dir="auto"
          enterkeyhint="enter"
          safe
        >
          {draft}
        </textarea>
        {/* A button that opens the chooser of the system, on phones with the camera; without a script it says what was chosen. */}
        <label id="attach" class="icon attach" title="Add files">
          <Plus />
          <input type="file" name="upload" multiple aria-label="Add files" />
        </label>
        {FORMATTING}
        {EMOJI_BUTTON}
        {/* The page's script draws and shows it where the browser can record. */}
        <button
          id="voice-button"
          class="icon"
          type="button"
          aria-label="Record a voice message"
          title="Voice message"
          hidden
        ></button>
        <button class="send" aria-label="Send">
          <Up />
          <Check />
        </button>
      </form>
    </div>
  );
};

/** What stands in the composer's place for somebody who may not write. */
const NOT_WRITABLE: Record<MayNotWrite, string> = {
  "no room": "You can't write here.",
  archived: "This room is archived. You can read everything in it, but nobody can write any more.",
  "direct off": "Direct messages are switched off here. You can still read what was said.",
  "keepers only": "Only the keepers of this room write here.",
  muted: "A keeper of this room has muted you. You can still read everything.",
};

/** The style sheet shows the composer as long as this says nothing, or only that the room is slow. */
export const WhyNotWrite = ({ why, slow, oob }: { why?: MayNotWrite; slow: number; oob?: boolean }) => (
  <p
    id="writing"
    class={why === undefined ? "hint" : "not-writable"}
    role={oob ? "status" : undefined}
    hx-swap-oob={oob ? "true" : undefined}
    safe
  >
    {why ? NOT_WRITABLE[why] : slow > 0 ? `One message every ${duration(slow)}` : ""}
  </p>
);

/** The same for a page: as a rule, one may write at any time. */
export const whyNotWrite = (why: MayNotWrite | undefined, slow: number): "safe" =>
  why === undefined && slow === 0 ? WRITABLE : rendered(<WhyNotWrite why={why} slow={slow} />);

const WRITABLE = fixed(<WhyNotWrite slow={0} />);

const EMOJI_BUTTON = fixed(
  <button id="emoji-button" class="icon scripted" type="button" aria-haspopup="dialog" aria-label="Emoji" title="Emoji">
    <Smile />
  </button>,
);

/** A pending message, as the page shows it below the log until its row arrives. */
export const PendingMessage = ({ author, avatar, name }: { author: "safe"; avatar: "safe"; name: "safe" }) => (
  <li class="message pending" data-author={author}>
    {avatar}
    <p>
      <bdi>{name}</bdi>{" "}
      <span class="state">
        {/* The style sheet shows one of the two. */}
        <span>Sending…</span>
        <span>Waiting for connection</span>
      </span>
    </p>
    <div dir="auto" hx-ignore></div>
    <menu hidden>
      <Act act="retry" label="Retry" />
      <Act act="edit" label="Edit" />
      <Act act="delete" label="Delete" />
    </menu>
  </li>
);
