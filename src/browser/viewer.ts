/**
 * The viewer of pictures over the room: those that are loaded in the log, one after the other. Loaded with the first click
 * on one. The Back button closes it, as on phones people expect of what covers the page.
 */
import { createElement } from "./create-element.ts";
import { isRow } from "./page.ts";
import { messagePath } from "./request.ts";
import { onLogChange } from "./row-at.ts";
import { openZoom } from "./zoom.ts";

/** A wait of so long is said, in ms. */
const DELAY = 300;

const button = (name: string, label: string) =>
  createElement("button", { type: "button", class: name, "aria-label": label, title: label });

const name = createElement("bdi");
const place = createElement("span");
const heading = createElement("p", { "aria-live": "polite" });
const save = createElement("a", { class: "save", download: "", "aria-label": "Download", title: "Download" });
const origin = createElement("a", { class: "origin", "aria-label": "Go to the message", title: "Go to the message" });
const close = button("close", "Close");
const header = createElement("header");
const stage = createElement("div", { class: "stage" });
const image = createElement("img");
const previous = button("previous", "Previous picture");
const next = button("next", "Next picture");
const caption = createElement("p", { class: "caption", dir: "auto" });
const dialog = createElement("dialog", { id: "viewer", class: "viewer", "aria-label": "Picture" });

heading.append(name, place);
header.append(heading, save, origin, close);
stage.append(image);
dialog.append(header, stage, previous, next, caption);
document.body.append(dialog);

const zoom = openZoom(stage, image, { step, close: () => dialog.close() });

/** The address of the picture that is shown, the id of its row, and the address that the viewer was opened with. */
let shown = "";
let shownRow = "";
let opened = "";
/** The viewer has an entry of its own in the history. */
let isInHistory = false;
let afterwards: (() => void) | undefined;

previous.addEventListener("click", () => step(-1));
next.addEventListener("click", () => step(1));
close.addEventListener("click", () => dialog.close());
origin.addEventListener("click", (event) => {
  if (!dialog.open) return; // on its way to the message
  event.preventDefault();
  event.stopPropagation();
  afterwards = () => origin.click();
  dialog.close();
});
dialog.addEventListener("keydown", followKey);
dialog.addEventListener("close", () => {
  if (isInHistory) history.back();
  else finish();
});
addEventListener("popstate", () => {
  if (!isInHistory) return;
  isInHistory = false;
  if (dialog.open) dialog.close();
  else finish();
});

/** What is not in its row any more, deleted or not kept any longer, is not looked at either. */
onLogChange(() => {
  if (dialog.open && document.getElementById(shownRow) && !linkTo(shown)) dialog.close();
});

/** Opens the viewer with the picture of a link. */
export function openViewer(link: HTMLAnchorElement): void {
  if (dialog.open) return;
  opened = link.href;
  dialog.showModal();
  history.pushState({ viewer: true }, "");
  isInHistory = true;
  show(link);
}

/** When it is closed, and out of the history: the browser gives the focus back, unless the row was replaced meanwhile. */
function finish(): void {
  zoom.reset();
  image.removeAttribute("src");
  const focused = document.activeElement;
  if (!focused || focused === document.body) linkTo(opened)?.focus({ preventScroll: true });
  const work = afterwards;
  afterwards = undefined;
  work?.();
}

const links = () => [...document.querySelectorAll<HTMLAnchorElement>("#log .pictures > a")];
const linkTo = (address: string) => links().find(({ href }) => href === address);

function step(by: number): void {
  const all = links();
  const index = all.findIndex(({ href }) => href === shown);
  const link = index < 0 ? all.at(-1) : all[index + by]; // what is shown may have been trimmed away
  if (link) show(link);
}

function show(link: HTMLAnchorElement): void {
  const all = links();
  const index = all.indexOf(link);
  const [first, thumbnail] = [link.querySelector("img"), [...link.querySelectorAll("img")].at(-1)];
  const called = nameIn(link.href);
  const description = thumbnail && thumbnail.alt !== called ? thumbnail.alt : "";
  shown = link.href;
  name.textContent = called;
  place.textContent = all.length > 1 ? `${index + 1} of ${all.length}` : "";
  caption.textContent = [description, authorOf(link)].filter(Boolean).join(" · ");
  save.href = `${link.href}?download`;
  const row = link.closest(".message");
  shownRow = row?.id ?? "";
  origin.href = messagePath(isRow(row) ? (row.dataset.id ?? "") : "");
  setDisabled(previous, index <= 0);
  setDisabled(next, index >= all.length - 1);
  zoom.reset();
  image.alt = description || called;
  image.style.maxWidth = `${first?.getAttribute("width") ?? ""}px`;
  image.style.maxHeight = `${first?.getAttribute("height") ?? ""}px`;
  image.src = (thumbnail?.complete && thumbnail.currentSrc) || (first?.src ?? "");
  void fetchWhole(link.href);
}

/** What has the focus keeps it: the other way is still there. */
function setDisabled(way: HTMLButtonElement, disabled: boolean): void {
  if (disabled && way === document.activeElement) close.focus();
  way.disabled = disabled;
}

/** Until the picture itself has come, what is in its row stands for it, as large as it will be. */
async function fetchWhole(address: string): Promise<void> {
  const timer = setTimeout(() => shown === address && stage.classList.add("waits"), DELAY);
  const whole = new Image();
  whole.src = address;
  const problem = await whole.decode().catch((error: unknown) => error);
  clearTimeout(timer);
  if (shown !== address || !dialog.open) return;
  stage.classList.remove("waits");
  if (problem === undefined) image.src = address;
  else caption.textContent = "The picture could not be fetched. Try again when you are connected.";
}

/** The name of a file stands at the end of its address. */
const nameIn = (address: string): string => decodeURIComponent(new URL(address).pathname.split("/").at(-1) ?? "");

function authorOf(link: Element): string {
  const head = link.closest(".message")?.querySelector(":scope > p");
  return [head?.querySelector("bdi")?.textContent, head?.querySelector("time")?.textContent].filter(Boolean).join(", ");
}

function followKey(event: KeyboardEvent): void {
  const { key } = event;
  const all = links();
  if (key === "ArrowLeft" || key === "ArrowRight") step(key === "ArrowRight" ? 1 : -1);
  else if (key === "Home" || key === "End") {
    const link = all.at(key === "End" ? -1 : 0);
    if (link) show(link);
  } else if (key === "+" || key === "-" || key === "0") zoom.by({ "+": 1.5, "-": 1 / 1.5, "0": 0 }[key]);
  else return;
  event.preventDefault();
}
