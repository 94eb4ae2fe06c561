/** Plays a voice message: the button drives its player, and the waveform shows how far it is and leads to any part of it. */
import { createElement } from "./create-element.ts";
import { showStatusBriefly } from "./status.ts";

const prepared = new WeakSet<Element>();

/** Plays or pauses the voice message of a button. */
export function toggle(button: HTMLButtonElement): void {
  const voice = button.closest(".voice");
  const audio = voice?.querySelector("audio");
  if (!voice || !audio) return;
  if (!prepared.has(voice)) prepare(voice, audio, button);
  if (!audio.paused) return audio.pause();
  audio.play().catch((error: Error) => {
    if (error.name !== "AbortError") showStatusBriefly("This voice message can't be played here. Download it instead.");
  });
}

function prepare(voice: Element, audio: HTMLAudioElement, button: HTMLButtonElement): void {
  prepared.add(voice);
  const waveform = voice.querySelector("svg");
  const time = voice.querySelector<HTMLElement>(":scope > span");
  const played = waveform?.cloneNode(true) as SVGElement | undefined;
  const place = createElement("input", { type: "range", min: "0", max: "1000", value: "0", "aria-label": "Position" });
  place.tabIndex = button.tabIndex; // what is in a row is a stop of the Tab key only once one is in it
  if (played) waveform?.after(played, place);

  const show = () => {
    const [at, length] = [audio.currentTime, lengthOf(audio)];
    const part = length > 0 ? Math.min(1, at / length) : 0;
    if (played) played.style.clipPath = `inset(0 ${100 - part * 100}% 0 0)`;
    place.value = String(Math.round(part * 1_000));
    place.setAttribute("aria-valuetext", `${toClock(at)} of ${toClock(length)}`);
    if (time) time.textContent = toClock(at > 0 || !length ? at : length);
    if (!audio.paused) requestAnimationFrame(show);
  };
  const label = () => {
    button.setAttribute("aria-label", audio.paused ? "Play voice message" : "Pause voice message");
    button.classList.toggle("playing", !audio.paused);
    show();
  };
  place.addEventListener("input", () => {
    audio.currentTime = (Number(place.value) / 1_000) * lengthOf(audio);
    show();
  });
  for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, label);
  for (const name of ["loadedmetadata", "durationchange", "seeked"]) audio.addEventListener(name, show);
  audio.addEventListener("ended", () => (audio.currentTime = 0));
  show();
}

/** In seconds. What a browser recorded does not say how long it is until all of it has come. */
const lengthOf = ({ duration, buffered }: HTMLAudioElement): number =>
  Number.isFinite(duration) ? duration : buffered.length > 0 ? buffered.end(buffered.length - 1) : 0;

/** @example toClock(67) // "1:07" */
export const toClock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
