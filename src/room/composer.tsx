/** The composer, and the row of a message that is still on its way. */
import { Html } from "@elysiajs/html";

import type { Config } from "../config.ts";
import { SentFile } from "../files/views.tsx";
import { Act } from "../messages/menu.views.tsx";
import type { RefusedMessage } from "../messages/room-page.ts";
import { messagePath } from "../messages/row.tsx";
import { ReplyBar } from "../messages/views.tsx";
import type { Room } from "../rooms/store.ts";
import { attribute, fixed, render, template, trusted } from "../views/html.ts";
import { Check, Microphone, Plus, Smile, Up } from "../views/icons.tsx";
import type { Site } from "../views/layout.tsx";
import { anyRoom } from "./any-room.ts";
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

type WritingIn = Pick<ComposerProps, "room" | "writing" | "refused" | "pointed"> &
  Record<"slug" | "name" | "topic", "safe">;

/** Returns what renders the composer of a room, of which slug, name and topic are given as they stand in HTML, too. */
export function openComposer(site: Site, limits: LimitsConfig): (props: WritingIn) => "safe" {
  const plain = template<Site, "slug" | "room" | "topic" | "writing" | "key">((site, hole) => (
    <Composer room={anyRoom(hole)} writing={hole("writing")} limits={limits} messageKey={hole("key")} site={site} />
  ));

  return ({ room, slug, name, topic, ...props }) => {
    const key = crypto.randomUUID();
    const { writing, refused, pointed } = props;
    if (!refused && !pointed) return render(plain(site, { slug, room: name, topic, writing, key: trusted(key) }));
    const escaped = { ...room, name: attribute(room.name) };
    return render(<Composer room={escaped} limits={limits} site={site} messageKey={key} {...props} />);
  };
}

/** @param props.room its name is escaped for an attribute, and so is its slug */
const Composer = ({ room, writing, limits, site, messageKey, refused, pointed }: ComposerProps) => {
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
        {VOICE_BUTTON}
        <button class="send" aria-label="Send">
          <Up />
          <Check />
        </button>
      </form>
    </div>
  );
};

const EMOJI_BUTTON = fixed(
  <button id="emoji-button" class="icon scripted" type="button" aria-haspopup="dialog" aria-label="Emoji" title="Emoji">
    <Smile />
  </button>,
);

/** The page's script shows it where the browser can record. */
const VOICE_BUTTON = fixed(
  <button id="voice-button" class="icon" type="button" aria-label="Record a voice message" title="Voice message" hidden>
    <Microphone />
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
