/** Shows notifications while the reader does not look, and their settings. Loaded by `me-menu.ts`. */
import { htmlToPlain } from "../messages/markdown/plain.ts";
import { byId, isForMe, isMine, room, roomStorage } from "./page.ts";

const form = byId<HTMLFormElement>("notification-settings");
const choice = form.elements.namedItem("notify") as RadioNodeList;
const sound = form.elements.namedItem("sound") as HTMLInputElement;

const OFF = "off";
/** How long the sound lasts, in s. */
const SOUND_LENGTH = 0.7;

let audio: AudioContext | undefined;

const unavailable = whyUnavailable();
showHint(unavailable);
if (!unavailable) {
  byId<HTMLFieldSetElement>("notification-choices").disabled = false; // before this script, a choice would be lost
  choice.value = roomStorage.get("notify") || OFF;
  sound.checked = !roomStorage.get("silent");
  showState();
  form.addEventListener("change", change);
}

function whyUnavailable(): string {
  if (!isSecureContext) return "Notifications need an https address.";
  if (!("Notification" in window))
    return "This browser has no notifications. On an iPhone, add Parlor to the home screen first.";
  return "";
}

async function change(): Promise<void> {
  const denied = choice.value !== OFF && (await Notification.requestPermission()) !== "granted";
  if (denied) choice.value = OFF;
  showHint(denied ? "This browser blocks notifications from this site. You can allow them in its settings." : "");
  roomStorage.set("notify", choice.value === OFF ? "" : choice.value);
  roomStorage.set("silent", sound.checked ? "" : "yes");
  showState();
  if (choice.value !== OFF) playSound();
}

/** What is chosen stands beside the reader's name, and in the menu. */
function showState(): void {
  const state = { mentions: "for me", all: "all messages" }[choice.value] ?? OFF;
  for (const element of document.querySelectorAll(".notification-state")) element.textContent = state;
}

function showHint(text: string): void {
  byId("notification-hint").textContent = text;
}

/** Notifies of the newest of these rows that the reader wants to hear of. */
export function notifyOf(rows: HTMLElement[]): void {
  const row = rows.findLast((row) => !isMine(row) && (choice.value === "all" || isForMe(row)));
  if (!row || choice.value === OFF) return;
  const title = `${row.querySelector("bdi")?.textContent} · ${document.querySelector("h1")?.textContent}`;
  const text = htmlToPlain(row.querySelector(":scope > div")?.innerHTML ?? "");
  playSound();
  show(title, { body: text.slice(0, 200), tag: room, renotify: true });
}

/** Replaces the notification before, as both have the room's tag; `renotify` makes it alert all the same. */
async function show(title: string, options: NotificationOptions & { renotify: boolean }): Promise<void> {
  try {
    const notification = new Notification(title, options);
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
  } catch {
    const worker = await navigator.serviceWorker.ready; // Android shows notifications of service workers only
    await worker.showNotification(title, options);
  }
}

/** A soft note. Browsers keep it silent until the reader has touched the page. */
function playSound(): void {
  if (!sound.checked) return;
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
