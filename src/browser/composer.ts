/** The composer. What is written in it survives a reload; edits and replies are in `edit-or-reply.ts`. */
import { hasTouch, isComposing, isTouchOnly } from "./keyboard.ts";
import { byId, highlighted, roomStorage, TAB } from "./page.ts";
import type { PendingFile } from "./pending-messages.ts";
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
/** Most characters of a message. */
export const MOST = Number(field.dataset.most);
/** From so many characters on, what is left is counted. */
export const NEARLY_MOST = MOST * 0.9;
const errorLine = byId("composer-error");

let mode: ComposerMode | undefined;
/** The draft that this tab shows. */
let draft = "";
/** Each tab keeps a draft of its own, which survives a reload. */
const OWN_DRAFT = `draft:${TAB}`;
/** The draft of another tab that this one shows, because it had none: its name, and its text as it was shown. */
let adopted = { name: "", text: "" };

/** Whether an edit or a reply is under way. */
export const hasMode = () => mode !== undefined;
export const setMode = (newMode: ComposerMode | undefined) => void (mode = newMode);

const showUnreachable = () => showError(UNREACHABLE);
export const loadModes = () => import("./edit-or-reply.ts").catch(showUnreachable);

/** Takes the files out of the composer, for the message that is to carry them; there are none until their script is here. */
let takeFiles = (): PendingFile[] => [];
export const setTakeFiles = (take: () => PendingFile[]) => void (takeFiles = take);

type Send = (text: string, reply?: string, files?: PendingFile[]) => void;

/** @param send takes a text, which is empty only where there are files, and the id of the message that it answers */
export function openComposer(send: Send): void {
  if (!field.value) showDraft();
  if (!highlighted() && !hasTouch()) field.focus(); // a phone would show its keyboard
  if (roomStorage.get("mode")) loadModes().then((modes) => modes?.resumeMode());

  field.addEventListener("input", () => {
    showError("");
    store(field.value);
  });
  field.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
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
    if ([...text.trimEnd()].length > MOST)
      return void import("./characters-left.ts").then(({ sayTooLong }) => sayTooLong(), showUnreachable);
    if (mode?.edited) return mode.save();
    const files = takeFiles();
    if (!text.trim() && !files[0]) return;
    const reply = mode?.answered;
    mode?.leave();
    write("");
    send(text, reply, files);
  });
}

/** A draft that another tab sends goes from here, too, if it stands here as it was. */
function followOtherTabs(): void {
  roomStorage.onChange((name, value) => {
    const isShown = name === adopted.name || name === OWN_DRAFT;
    if (isShown && !value && field.value === draft && !mode?.edited) setText((draft = ""));
  });
}

/** Shows a text and keeps it in this browser. */
export function write(text: string): void {
  setText(text);
  store(text);
}

/** Shows this tab's draft, or else one that another tab left. */
export function showDraft(): void {
  const names = roomStorage.names().filter((name) => /^draft\b/.test(name));
  const name = names.find((name) => name === OWN_DRAFT) ?? names[0] ?? "";
  draft = roomStorage.get(name);
  if (name !== OWN_DRAFT) adopted = { name, text: draft };
  setText(draft);
}

/** Keeps the text in this browser. When it is empty, only what this tab wrote or adopted is removed. */
export function store(text: string): void {
  if (mode?.edited) return roomStorage.set("edit", text);
  draft = text;
  roomStorage.set(OWN_DRAFT, text);
  if (!text && roomStorage.get(adopted.name) === adopted.text) roomStorage.set(adopted.name, "");
}

function setText(text: string): void {
  field.value = text;
  field.dispatchEvent(new Event("change")); // for the count of what is left, and the height
}

/** Says what is wrong with the text; the empty sentence hides the line. */
export function showError(problem: string): void {
  errorLine.textContent = problem;
  errorLine.hidden = !problem;
}
