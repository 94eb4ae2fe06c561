/** The composer. What is written in it survives a reload; edits and replies are in `edit-or-reply.ts`. */
import { isComposing, isTouchOnly } from "./keyboard.ts";
import { byId, highlighted, roomStorage } from "./page.ts";
import { UNREACHABLE } from "./problem.ts";

/** What the composer does instead of writing a new message. */
export type ComposerMode = {
  /** The message that is edited; without it, a new message is written. */
  edited?: string;
  /** The message that is answered. */
  answered?: string;
  /** Stores the edit. */
  save: () => void;
  /** Back to a new message. */
  leave: () => void;
};

export const form = byId<HTMLFormElement>("composer");
export const field = byId<HTMLTextAreaElement>("field");
const errorLine = byId("composer-error");

let mode: ComposerMode | undefined;
/** What this tab last read from or wrote into the storage, by name. */
const stored: Record<string, string> = { draft: roomStorage.get("draft"), edit: roomStorage.get("edit") };
/** Something was typed in this tab, so that its text is its own. */
let isOwn = false;

export const setMode = (newMode: ComposerMode | undefined) => void (mode = newMode);

const loadModes = () => import("./edit-or-reply.ts").catch(() => showError(UNREACHABLE));

/** @param send takes a text that is not empty, and the id of the message that it answers */
export function openComposer(send: (text: string, reply?: string) => void): void {
  setText(field.value || roomStorage.get("draft"));
  if (!highlighted() && !matchMedia("(pointer: coarse)").matches) field.focus(); // a phone would show its keyboard
  if (roomStorage.get("mode")) loadModes().then((modes) => modes?.resumeMode());

  field.addEventListener("input", () => {
    isOwn = true;
    fitHeight();
    store(field.value);
  });
  field.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if (event.key === "Escape") mode?.leave();
    if (event.key === "ArrowUp" && !field.value && !mode) loadModes().then((modes) => modes?.editLast());
    if (event.key !== "Enter" || event.shiftKey || isTouchOnly()) return;
    event.preventDefault();
    form.requestSubmit();
  });
  followOtherTabs();

  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value;
    field.focus();
    if (mode?.edited) return mode.save();
    if (!text.trim()) return;
    const reply = mode?.answered;
    mode?.leave();
    write("");
    send(text, reply);
  });
  form.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("#composer-mode a")) return;
    event.preventDefault();
    mode?.leave();
  });
}

/** A failed message goes back into the composer, before what is written there. */
export async function writeAgain({ body, reply }: { body: string; reply?: string }): Promise<void> {
  if (mode || reply) (await loadModes())?.leaveForMessage(reply);
  write(field.value.trim() ? `${body}\n${field.value}` : body);
  field.focus();
}

/** A draft that was only restored here goes when another tab sends it; one that was typed here stays. */
function followOtherTabs(): void {
  roomStorage.onChange((name, value) => {
    if (name !== "draft" || isOwn || !stored.draft || field.value !== stored.draft) return;
    stored.draft = value;
    setText(value);
  });
  addEventListener("focus", () => isOwn && field.value && store(field.value)); // another tab may have stored its own
}

/** Shows a text and keeps it in this browser. */
export function write(text: string): void {
  setText(text);
  store(text);
}

/** Shows the draft again that an edit has put aside. */
export const showDraft = () => setText(roomStorage.get("draft"));

/** Keeps a text in this browser; an empty one removes only what this tab stored or showed. */
export function store(text: string): void {
  const name = mode?.edited ? "edit" : "draft";
  if (text || roomStorage.get(name) === stored[name]) roomStorage.set(name, text);
  stored[name] = text;
}

function setText(text: string): void {
  field.value = text;
  fitHeight();
}

/** Browsers without `field-sizing` leave a text area as high as it is. */
function fitHeight(): void {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

/** Says what is wrong with the text; the empty sentence hides the line. */
export function showError(problem: string): void {
  errorLine.textContent = problem;
  errorLine.hidden = !problem;
}
