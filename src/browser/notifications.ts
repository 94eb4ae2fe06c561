/** Shows notifications while the reader does not look, and their settings. Loaded by `me-menu.ts`. */
import { createElement } from "./create-element.ts";
import { areOn, type MessageNotice } from "./notify.ts";
import { byId, me, personStorage, room } from "./page.ts";
import { MESSAGE_LINK } from "./request.ts";
import { isLookedAt } from "./unread.ts";

const form = byId<HTMLFormElement>("notification-settings");
const [choice, sound] = ["notify", "sound"].map((name) => form.elements.namedItem(name)) as [
  HTMLInputElement,
  HTMLInputElement,
];

/** What is kept in this browser; the names of before were those of rooms, and ended alike. */
const ON = "settings/notify";
const SILENT = "settings/silent";
/** How long the sound lasts, in s. */
const SOUND_LENGTH = 0.7;
/** How long a page waits for another to say that its reader looks at the message, in ms. */
const HEAD_START = 200;
/** How long other pages may take until they ask whether a message was shown, in ms. */
const REMEMBERED = 10_000;

let audio: AudioContext | undefined;

byId<HTMLAnchorElement>("level-link").href = `/rooms/${room}/about#level`;
const unavailable = whyUnavailable();
showHint(unavailable);
if (!unavailable) {
  byId<HTMLFieldSetElement>("notification-choices").disabled = false; // before this script, a choice would be lost
  form.addEventListener("change", change);
  personStorage.onChange(showState);
  showState();
}

function whyUnavailable(): string {
  if (!isSecureContext) return "Notifications need an https address.";
  if (!("Notification" in window))
    return "This browser has no notifications. On an iPhone, add Parlor to the home screen first.";
  return "";
}

async function change(): Promise<void> {
  const denied = choice.checked && (await Notification.requestPermission()) !== "granted";
  if (denied) choice.checked = false;
  showHint(denied ? "This browser blocks notifications from this site. You can allow them in its settings." : "");
  keep(ON, choice.checked);
  keep(SILENT, !sound.checked);
  showState();
  if (choice.checked) playSound();
}

/** Keeps an answer for all rooms, in place of those that were kept for each. */
function keep(name: string, value: boolean): void {
  const ending = name.slice(name.indexOf("/") + 1);
  for (const old of personStorage.names()) if (old.endsWith(ending)) personStorage.set(old, "");
  personStorage.set(name, value ? "yes" : "");
}

/** What is chosen stands beside the reader's name, and in the menu. */
function showState(): void {
  choice.checked = areOn();
  sound.checked = !personStorage.names().some((name) => name.endsWith("silent"));
  for (const element of document.querySelectorAll(".notification-state")) {
    element.textContent = choice.checked ? "on" : "off";
  }
}

function showHint(text: string): void {
  byId("notification-hint").textContent = text;
}

/** Shows a message once, whichever of the reader's pages are open, and not at all if they look at its room. */
export async function notifyOf(notice: MessageNotice): Promise<void> {
  const isSeen = notice.room === room && isLookedAt();
  if (!isSeen) await wait(HEAD_START);
  if ((await claim(notice.id)) && !isSeen) show(notice);
}

/** Whether no other page of this browser has asked for a message: the first gets a lock, and keeps it for a while. */
const claim = (id: number): Promise<boolean> =>
  new Promise((resolve) => {
    if (!navigator.locks) return resolve(true); // several pages then replace each other's, as the tag is the same
    void navigator.locks.request(`parlor-notified-${me}-${id}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && wait(REMEMBERED);
    });
  });

const wait = (time: number) => new Promise<void>((resolve) => setTimeout(resolve, time));

/** Replaces the notification before of the same room, whose tag it has; `renotify` makes it alert all the same. */
async function show({ room: slug, roomName, author, text, id }: MessageNotice): Promise<void> {
  const title = roomName === author ? author : `${author} · ${roomName}`; // a direct room is called as who is in it
  const path = `/rooms/${slug}/messages/${id}`;
  const options = { body: text, tag: slug, renotify: true, data: { path } };
  playSound();
  try {
    const notification = new Notification(title, options);
    notification.onclick = () => {
      window.focus();
      notification.close();
      lead(path);
    };
  } catch {
    const worker = await navigator.serviceWorker.ready; // Android shows notifications of service workers only
    await worker.showNotification(title, options);
  }
}

/** To the message: within this page if it is of its room. */
async function lead(path: string): Promise<void> {
  const link = createElement("a", { href: path });
  if (!MESSAGE_LINK.test(link.href)) return location.assign(path);
  const { followLink } = await import("./follow-link.ts");
  followLink(link);
}

/** A soft note. Browsers keep it silent, and complain, until the reader has touched the page. */
function playSound(): void {
  if (!sound.checked || navigator.userActivation?.hasBeenActive === false) return;
  audio ??= new AudioContext();
  const { currentTime: now, destination } = audio;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = 587;
  volume.gain.setValueAtTime(0.1, now);
  volume.gain.exponentialRampToValueAtTime(0.001, now + SOUND_LENGTH);
  tone.connect(volume).connect(destination);
  tone.start();
  tone.stop(now + SOUND_LENGTH);
}
