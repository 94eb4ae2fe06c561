/** The card of a file in the composer: what it is, how much of it has left, and what its sender says about it. */
import { formatBytes } from "../lib/bytes.ts";
import { field } from "./composer.ts";
import { createElement } from "./create-element.ts";
import { icon } from "./icon.ts";
import { parseHtml } from "./parse-html.ts";
import { createThumbnail } from "./thumbnail.ts";
import { bytesLeft } from "./upload-list.ts";
import { isWaiting } from "./upload-queue.ts";
import type { Upload } from "./upload-store.ts";
import { describeUpload, sendAgain } from "./uploads.ts";

export type Card = {
  element: HTMLElement;
  /** Shows the upload as it is now. */
  update: () => void;
  /** Whether it showed that all has come. */
  isDone: () => boolean;
  remove: () => void;
};

/** The server scales pictures of these types whose longer side has more pixels. */
const LARGE = 2_560;
const SCALED = /^image\/(jpeg|png|webp)$/;
/** A description is saved when its writer pauses for so long, in ms. */
const PAUSE = 600;

const TEMPLATE = `<li class="file-card">
  <div>
    <p><bdi class="file-name" dir="auto"></bdi><small></small></p>
    <button class="remove" type="button">${icon("M6 6l12 12M18 6 6 18")}</button>
  </div>
  <progress max="1" value="0"></progress>
  <p class="problem" hidden></p>
  <button class="again" type="button" hidden>Try again</button>
  <small class="file-notice" hidden></small>
  <label class="original" hidden><input type="checkbox"> <span>Original size</span></label>
  <input class="description" maxlength="1000" placeholder="Describe it" dir="auto" autocomplete="off">
</li>`;

export function createCard(upload: Upload, onRemove: () => void): Card {
  const element = parseHtml(TEMPLATE).firstElementChild as HTMLElement;
  const part = <Kind extends HTMLElement>(selector: string) => element.querySelector(selector) as Kind;
  const [state, again, notice] = [part("p > small"), part(".again"), part(".file-notice")];
  const problem = part(".problem");
  const progress = part<HTMLProgressElement>("progress");
  const original = part(".original");
  const description = part<HTMLInputElement>(".description");
  let isDone = upload.done === true;

  const thumbnail = createThumbnail(upload, ({ naturalWidth, naturalHeight }) => {
    original.hidden = Math.max(naturalWidth, naturalHeight) <= LARGE || !SCALED.test(upload.type);
    original.title = `${naturalWidth.toLocaleString("en")} × ${naturalHeight.toLocaleString("en")} pixels`;
  });
  part("div").prepend(thumbnail);
  showName(part(".file-name"), upload.name);
  part(".remove").setAttribute("aria-label", `Remove ${upload.name}`);
  progress.setAttribute("aria-label", `Sending ${upload.name}`);
  description.setAttribute("aria-label", `Description of ${upload.name}`);
  description.value = upload.description ?? "";

  part(".remove").addEventListener("click", onRemove);
  again.addEventListener("click", () => sendAgain(upload));
  const box = original.querySelector("input") as HTMLInputElement;
  box.checked = upload.original === true;
  box.addEventListener("change", () => sendAgain(upload, { room: upload.room, original: box.checked }));
  let pause: ReturnType<typeof setTimeout> | undefined;
  const save = () => {
    clearTimeout(pause);
    if (description.value !== (upload.description ?? "")) describeUpload(upload, description.value);
  };
  description.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(save, PAUSE);
  });
  description.addEventListener("change", save);
  description.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault(); // the message is not sent from here
    save();
    field.focus();
  });

  function update(): void {
    const { done = false, error, size } = upload;
    isDone = done;
    const sent = done ? size : bytesLeft(upload.id);
    element.classList.toggle("failed", error !== undefined);
    state.textContent = stateOf(upload, sent);
    problem.textContent = error ?? "";
    for (const element of [problem, again]) element.hidden = error === undefined;
    progress.hidden = done || error !== undefined;
    progress.value = size === 0 ? 0 : sent / size;
    notice.textContent = upload.notice ?? "";
    notice.hidden = !upload.notice;
  }

  update();
  return {
    element,
    update,
    isDone: () => isDone,
    remove() {
      save(); // what was typed a moment ago goes with the message
      element.remove();
    },
  };
}

function stateOf(upload: Upload, sent: number): string {
  if (upload.done) return upload.about?.replace(/^\w+ \((.+)\)/, "$1") || formatBytes(upload.size); // "JPEG, 2 MB"
  if (isWaiting(upload)) return "Waiting for connection";
  if (sent === 0 || upload.error) return formatBytes(upload.size);
  if (sent >= upload.size) return "Getting it ready…";
  return `${formatBytes(sent)} of ${formatBytes(upload.size)}`;
}

/** A long name is cut before its end, which says what the file is. */
export function showName(element: HTMLElement, name: string): void {
  const [, stem = name, end = ""] = /^(.+?)(.{0,4}\.[^.\s]{1,8})$/su.exec(name) ?? [];
  element.title = name;
  element.replaceChildren(...[stem, end].map((text) => createElement("span", {}, text)));
}
