/** A voice message, recorded in the place of the text field: stopped, listened to, discarded or added. Loaded by its button. */
import { addRecording } from "./attachments.ts";
import { field, showError } from "./composer.ts";
import { icon } from "./icon.ts";
import { styled } from "./later-style.ts";
import { parseHtml } from "./parse-html.ts";
import { drawBars } from "./voice-bars.ts";
import { LONGEST, record, type Recorder, type Recording, waveformOf } from "./voice-recording.ts";
import { toClock } from "./voice.ts";

/** How often the level is looked at, in ms. */
const STEP = 80;

const PLAY = icon("M8 5l11 7-11 7z");
const PAUSE = icon("M8 5v14M16 5v14");

const TEMPLATE = `<div class="recorder" role="group" aria-label="Voice message">
  <button class="icon discard" type="button" aria-label="Discard the recording" title="Discard">${icon("M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13")}</button>
  <button class="icon play" type="button" hidden></button>
  <i></i>
  <canvas aria-hidden="true"></canvas>
  <time></time>
  <button class="send stop" type="button" aria-label="Stop recording" title="Stop">${icon("M7 7h10v10H7z")}</button>
  <button class="send add" type="button" aria-label="Add to the message" title="Add" hidden>${icon("m5 12.5 4.5 4.5L19 7.5")}</button>
  <span class="sr-only" role="status"></span>
</div>`;

let isOpen = false;

export async function recordVoice(): Promise<void> {
  if (isOpen) return;
  isOpen = true;
  showError("");
  try {
    const [recorder] = await Promise.all([record(), styled]);
    show(recorder);
  } catch (error) {
    isOpen = false;
    showError(problemOf(error));
  }
}

function problemOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError")
    return "Parlor may not use the microphone. Allow it in your browser's settings for this page.";
  if (name === "NotFoundError") return "No microphone was found.";
  return "The microphone can't be used now. Another program may have it.";
}

function show(recorder: Recorder): void {
  const bar = parseHtml(TEMPLATE).firstElementChild as HTMLElement;
  const part = <Kind extends HTMLElement>(selector: string) => bar.querySelector(selector) as Kind;
  const [canvas, time, said] = [part<HTMLCanvasElement>("canvas"), part("time"), part("[role=status]")];
  const levels: number[] = [];
  const began = performance.now();
  let stopping: Promise<void> | undefined;

  const timer = setInterval(() => {
    const elapsed = performance.now() - began;
    levels.push(recorder.level());
    drawBars(canvas, levels, 0, true);
    time.textContent = `${toClock(elapsed / 1_000)} of ${toClock(LONGEST / 1_000)}`;
    if (elapsed >= LONGEST) void stop();
  }, STEP);

  const stop = () => (stopping ??= end());
  async function end(): Promise<void> {
    clearInterval(timer);
    part(".stop").hidden = true;
    const recording = await recorder.stop();
    if (!isOpen) return; // it was discarded
    bar.classList.add("stopped");
    said.textContent = `Recorded ${toClock((performance.now() - began) / 1_000)}`;
    await listen(bar, recording, close);
  }

  const close = () => {
    clearInterval(timer);
    isOpen = false;
    bar.remove();
    field.focus();
  };
  part(".discard").addEventListener("click", () => {
    close();
    void recorder.stop();
  });
  part(".stop").addEventListener("click", stop);
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    void stop();
  });
  field.before(bar);
  part(".stop").focus();
  said.textContent = "Recording";
}

/** Offers to hear what was recorded. It is played by the script: the policy lets no element play what the page has made. */
async function listen(bar: HTMLElement, { file, extension }: Recording, close: () => void): Promise<void> {
  const part = <Kind extends HTMLElement>(selector: string) => bar.querySelector(selector) as Kind;
  const [play, add, time] = [part(".play"), part(".add"), part("time")];
  const canvas = part<HTMLCanvasElement>("canvas");
  const context = new AudioContext();
  const sound = await file
    .arrayBuffer()
    .then((bytes) => context.decodeAudioData(bytes))
    .catch(() => undefined);
  const waveform = sound && waveformOf(sound);
  const levels = [...(waveform ?? "")].map((digit) => Number(digit) / 9);
  let source: AudioBufferSourceNode | undefined;
  let began = 0;

  const draw = () => {
    if (!sound || !bar.isConnected) return;
    const at = source ? Math.min(sound.duration, context.currentTime - began) : 0;
    drawBars(canvas, levels, at / sound.duration);
    time.textContent = toClock(source ? at : sound.duration);
    if (source) requestAnimationFrame(draw);
  };
  const label = () => {
    play.innerHTML = source ? PAUSE : PLAY;
    play.setAttribute("aria-label", source ? "Stop playing" : "Listen");
    draw();
  };
  const silence = () => {
    source?.stop();
    source = undefined;
    label();
  };
  play.addEventListener("click", () => {
    if (source || !sound) return silence();
    void context.resume();
    source = new AudioBufferSourceNode(context, { buffer: sound });
    source.connect(context.destination);
    source.addEventListener("ended", silence);
    began = context.currentTime;
    source.start();
    label();
  });
  const finish = () => {
    silence();
    void context.close();
    close();
  };
  part(".discard").addEventListener("click", finish);
  add.addEventListener("click", () => {
    finish();
    addRecording(file, `Voice message.${extension}`, waveform);
  });
  play.hidden = !sound;
  add.hidden = false;
  add.focus();
  label();
}
