/**
 * What is said while the tab is out of sight: shown by the browser and heard, if the reader wants it so. A script of its
 * own, which the page loads when the reader turns to the choice, or has chosen before.
 */
import { byId, isMine, mentionsMe, room, roomStorage } from "./page.ts";

const form = byId<HTMLFormElement>("notification-settings");
const choice = form.elements.namedItem("notify") as RadioNodeList;
const sound = form.elements.namedItem("sound") as HTMLInputElement;

const OFF = "off";
/** How long the sound rings, in s. */
const RING = 0.7;

let audio: AudioContext | undefined;

const unavailable = whyUnavailable();
showHint(unavailable);
if (!unavailable) {
  byId<HTMLFieldSetElement>("notification-choices").disabled = false; // until now a choice would have gone unheard
  choice.value = roomStorage.get("notify") || OFF;
  sound.checked = !roomStorage.get("silent");
  form.addEventListener("change", change);
}

function whyUnavailable(): string {
  if (!isSecureContext) return "Browsers have them only where the address begins with https.";
  if (!("Notification" in window)) return "This browser has none. On an iPhone, add Parlor to the home screen first.";
  return "";
}

async function change(): Promise<void> {
  const refused = choice.value !== OFF && (await Notification.requestPermission()) !== "granted";
  if (refused) choice.value = OFF;
  showHint(refused ? "This browser does not allow them. Its settings for this site can change that." : "");
  roomStorage.set("notify", choice.value === OFF ? "" : choice.value);
  roomStorage.set("silent", sound.checked ? "" : "yes");
  if (choice.value !== OFF) playSound();
}

function showHint(text: string): void {
  byId("notification-hint").textContent = text;
}

/** Tells of the newest of these rows that the reader wants to hear of. */
export function notifyOf(rows: HTMLElement[]): void {
  const row = rows.findLast((row) => !isMine(row) && (choice.value === "all" || mentionsMe(row)));
  if (!row || choice.value === OFF) return;
  const textOf = (selector: string) => row.querySelector(selector)?.textContent ?? "";
  const title = `${textOf("bdi")} · ${document.querySelector("h1")?.textContent}`;
  playSound();
  show(title, { body: textOf(":scope > div").slice(0, 200), tag: room });
}

/** Another of the same room takes the place of the one before. */
async function show(title: string, options: NotificationOptions): Promise<void> {
  try {
    const notification = new Notification(title, options);
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
  } catch {
    const worker = await navigator.serviceWorker.ready; // the only way on Android
    await worker.showNotification(title, options);
  }
}

/** A soft note. Before the reader has touched the page, browsers keep it to themselves. */
function playSound(): void {
  if (!sound.checked) return;
  audio ??= new AudioContext();
  const { currentTime: now, destination } = audio;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = 587;
  volume.gain.setValueAtTime(0.1, now);
  volume.gain.exponentialRampToValueAtTime(0.001, now + RING);
  tone.connect(volume).connect(destination);
  tone.start();
  tone.stop(now + RING);
}
