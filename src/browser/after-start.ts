/** What can wait until the page stands: where clicks and keys lead, midnight, the page for when there is no network. */
import { listenForAttachments } from "./attach.ts";
import { field, form, NEARLY_MOST } from "./composer.ts";
import { watchEmptyRoom } from "./empty-room.ts";
import { guard, report } from "./guard.ts";
import { hasTouch } from "./keyboard.ts";
import "./later-style.ts";
import { retryLoaders } from "./loaders.ts";
import { followMidnight } from "./midnight.ts";
import { areOn } from "./notify.ts";
import { sendStored } from "./outbox.ts";
import { byId, personStorage, room, scroller } from "./page.ts";
import { UNREACHABLE } from "./problem.ts";
import { recentRooms } from "./recent.ts";
import { MESSAGE_LINK, onRequestError } from "./request.ts";
import { onLogChange } from "./row-at.ts";
import { listenForFiles } from "./row-files.ts";
import { keepOfflinePage } from "./service-worker.ts";
import { listenForShortcuts } from "./shortcuts.ts";
import { openSidebar } from "./sidebar.ts";
import { showStatusBriefly } from "./status.ts";
import { listenForRoomKeys } from "./walk-rooms.ts";

/** The address of a message of any room of this place. */
const PLACE_LINK = new RegExp(`^${location.origin}/rooms/[^/]+/messages/\\d+$`);

for (const start of [
  () => "popover" in scroller || import("./popover.ts"),
  watchEmptyRoom,
  () => import("./rooms-list.ts"),
  sayProblems,
  helpWriting,
  listenForShortcuts,
  listenForRoomKeys,
  openSidebar,
  listenForClicks,
  openMeMenu,
  listenForFiles,
  listenForAttachments,
  resumeFiles,
  offerVoice,
  takeShared,
  takeOldOutbox,
  () => recentRooms.note(room),
  watchPlaceLinks,
  followMidnight,
  keepOfflinePage,
]) {
  guard(start)();
}

/** What htmx asks for by itself, such as older messages, and does not get; it is asked for again. */
function sayProblems(): void {
  onRequestError(document.body, (problem) => {
    showStatusBriefly(problem);
    setTimeout(retryLoaders, 5_000);
  });
}

/** What helps with writing comes with the first use of it. */
function helpWriting(): void {
  field.addEventListener("input", () => {
    const { value } = field;
    if (/[@#]/.test(value)) import("./mention-picker.ts").catch(report);
    if (value.includes(":")) import("./emoji-completion.ts").catch(report);
    if (value.length > NEARLY_MOST) import("./characters-left.ts").catch(report);
  });
  const loadKeyboard = () => void import("./touch-keyboard.ts").catch(report);
  for (const name of ["select", "toggle"]) {
    form.addEventListener(name, () => void import("./formatting.ts").catch(report), true);
  }
  if (!CSS.supports("field-sizing", "content")) import("./fit-height.ts").catch(report);
  if (hasTouch()) document.addEventListener("focusin", loadKeyboard);
  if (hasTouch() && document.activeElement === field) loadKeyboard();
}

/** Until this is here, links and forms do what they do without a script. */
function listenForClicks(): void {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = event.target as Element;
    const link = target.closest("a");
    const person = target.closest('a[href^="/people/"], #log p > bdi, #log .avatar');
    const play = target.closest<HTMLButtonElement>(".voice > .play");
    const follow = () => link && location.assign(link.href);
    if (link && MESSAGE_LINK.test(link.href)) {
      import("./follow-link.ts").then(({ followLink }) => followLink(link), showFailure);
    } else if (person) {
      target.closest("dialog")?.close(); // an open menu would cover the card
      import("./profile-card.ts").then(({ showCard }) => showCard(person), showFailure);
    } else if (link?.id === "find") {
      import("./switcher.ts").then(({ openSwitcher }) => openSwitcher(), follow);
    } else if (link?.matches("#log .pictures > a")) {
      import("./viewer.ts").then(({ openViewer }) => openViewer(link), follow);
    } else if (play) {
      import("./voice.ts").then(({ toggle }) => toggle(play), showFailure);
    } else return;
    event.preventDefault();
  });
  // Rows are not processed by htmx, which would cost as much as rendering them; their forms are sent by a script.
  scroller.addEventListener("submit", (event) => {
    event.preventDefault();
    const { value } = event.submitter as HTMLButtonElement;
    const id = (event.target as Element).closest<HTMLElement>("[data-id]")?.dataset.id ?? "";
    import("./react.ts").then(({ react }) => react(id, value), showFailure);
  });
  byId("search").addEventListener("beforetoggle", () => void import("./search.ts").catch(report));
  byId("emoji-button").addEventListener("click", () => {
    import("./insert-emoji.ts").then(({ insertEmoji }) => insertEmoji(), showFailure);
  });
  byId("log-out").addEventListener("submit", (event) => {
    event.preventDefault();
    import("./log-out.ts").then(({ logOut }) => logOut(), showFailure);
  });
}

/** Its script is loaded when it opens, or is used after it was opened before this was here. */
function openMeMenu(): void {
  const load = () => void import("./me-menu.ts").catch(report);
  for (const name of ["beforetoggle", "pointerover", "focusin"]) byId("me-menu").addEventListener(name, load);
  if (areOn()) load(); // it shows that they are
}

/** The page was opened for what was shared with the installed app. */
function takeShared(): void {
  if (location.search === "?shared") import("./shared.ts").then((shared) => shared.takeShared()).catch(report);
}

/** Where the browser can record, which takes a secure page. */
function offerVoice(): void {
  const button = byId("voice-button");
  button.hidden = !("MediaRecorder" in window && navigator.mediaDevices && "AudioContext" in window);
  button.addEventListener("click", () => {
    import("./record-voice.ts").then(({ recordVoice }) => recordVoice(), showFailure);
  });
}

function takeOldOutbox(): void {
  if (!personStorage.names().some((name) => name.includes(":letter:"))) return;
  import("./old-outbox.ts").then(sendStored, report); // it is tried again on the next page
}

/** Files that an earlier page did not send, or that the server shows because a plain form was refused. */
function resumeFiles(): void {
  if (personStorage.names("upload/")[0] || byId("sent-files").firstElementChild)
    import("./attachments.ts").catch(report);
}

/** Bare addresses of messages, in what is there and what comes. */
function watchPlaceLinks(): void {
  const nameIn = (parents: ParentNode[]) => {
    const all = parents.flatMap((parent) => [
      ...parent.querySelectorAll<HTMLAnchorElement>(".message > div a[target]"),
    ]);
    const links = all.filter((link) => PLACE_LINK.test(link.href) && link.textContent === link.getAttribute("href"));
    if (links.length > 0) import("./place-links.ts").then(({ namePlaceLinks }) => namePlaceLinks(links), report);
  };
  nameIn([scroller]);
  onLogChange(nameIn);
}

const showFailure = () => showStatusBriefly(UNREACHABLE);
