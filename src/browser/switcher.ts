/** One box for rooms, people and messages. Loaded when it is first opened. */
import { createElement } from "./create-element.ts";
import { isComposing } from "./keyboard.ts";
import { openListbox } from "./listbox.ts";
import { byId, room } from "./page.ts";
import { parseHtml } from "./parse-html.ts";
import { openDialog, preparePopup } from "./popup.ts";
import { recentRooms } from "./recent.ts";
import { request } from "./request.ts";

/** How long typing has to rest until what is typed is looked for, in ms. */
const PAUSE = 60;

const TEMPLATE = `<dialog id="switcher" class="switcher" aria-label="Find anything">
  <div class="switcher-bar">
    <label>
      <input type="search" role="combobox" aria-controls="found" aria-expanded="true" aria-autocomplete="list"
        aria-label="Find a room, a person or a message" placeholder="Rooms, people, messages" dir="auto" maxlength="100"
        autocomplete="off" spellcheck="false" enterkeyhint="go">
    </label>
    <button type="button" class="icon only-phone" aria-label="Close"></button>
  </div>
  <div id="found" class="found" role="listbox" aria-label="Results"></div>
  <p class="sr-only" role="status"></p>
</dialog>`;

byId("live").after(parseHtml(TEMPLATE));
const dialog = byId<HTMLDialogElement>("switcher");
const list = byId("found");
const part = <Kind extends HTMLElement>(selector: string) => dialog.querySelector(selector) as Kind;
const [field, close, status] = [part<HTMLInputElement>("input"), part("button"), part("[role=status]")];

const { chosen, choose, step } = openListbox(field, list, take);

let timer: ReturnType<typeof setTimeout> | undefined;
/** What is shown, or on its way. */
let sought: string | undefined;
let answer = Promise.resolve();

const drawing = (selector: string) => document.querySelector(`${selector} > svg`)?.cloneNode(true) ?? "";
field.before(drawing("#find"));
close.append(drawing(".sidebar > header > .icon"));
close.addEventListener("click", () => dialog.close());
preparePopup(dialog, () => clearTimeout(timer));
field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(find, PAUSE);
});
dialog.addEventListener("keydown", followKey);

/** Opens it, or selects what is typed in it. */
export function openSwitcher(): void {
  field.value = "";
  sought = undefined;
  if (!dialog.open) openDialog(dialog);
  field.focus();
  void find();
}

/** Looks for what is typed, unless that is shown or on its way. */
function find(): Promise<void> {
  clearTimeout(timer);
  const typed = field.value.trim();
  if (typed !== sought) answer = ask(typed);
  return answer;
}

async function ask(typed: string): Promise<void> {
  sought = typed;
  const showProblem = ({ message }: Error) => createElement("p", { class: "problem", role: "alert" }, message);
  const found = await request(`/find?q=${encodeURIComponent(typed)}`).catch(showProblem);
  if (sought !== typed) return; // more was typed meanwhile
  if (!(found instanceof DocumentFragment)) sought = undefined; // to be asked for again
  list.replaceChildren(found);
  list.scrollTop = 0;
  for (const places of list.querySelectorAll("#found-places + ul")) sortRecent(places);
  const options = [...list.querySelectorAll<HTMLElement>("li a, li button")];
  for (const section of list.querySelectorAll("section")) section.setAttribute("role", "group");
  for (const part of list.querySelectorAll("h2, ul, li")) part.setAttribute("role", "presentation");
  options.forEach((option, index) => {
    option.id ||= `option-${index}`;
    option.setAttribute("role", "option");
    option.tabIndex = -1;
  });
  choose(options[0]);
  const count = list.querySelectorAll("[data-rank]").length;
  status.textContent = typed ? `${count} room${count === 1 ? "" : "s"} or people` : "";
}

/** What fits as well comes in the order in which the reader was there, after what is unread; the open room comes last. */
function sortRecent(places: Element): void {
  const recent = recentRooms.list();
  const keyed = ([...places.children] as HTMLElement[]).map((item) => {
    const link = item.querySelector("a");
    const slug = link?.pathname.split("/").at(-1) ?? "";
    const isOpen = slug === room;
    const isUnread = !isOpen && link?.classList.contains("unread");
    const place = recent.indexOf(slug);
    return {
      item,
      key: [item.dataset.rank, isUnread ? 0 : 1, isOpen ? 1 : 0, place < 0 ? recent.length : place].map(Number),
    };
  });
  keyed.sort((a, b) => {
    const different = a.key.findIndex((part, index) => part !== b.key[index]);
    return (a.key[different] ?? 0) - (b.key[different] ?? 0);
  });
  places.replaceChildren(...keyed.map(({ item }) => item));
}

function followKey(event: KeyboardEvent): void {
  if (isComposing(event)) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const isAgain = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if (by && !event.altKey) step(by);
  else if (event.key === "Enter" && event.target === field) void find().then(() => take(chosen(), event));
  else if (event.key === "Escape" || isAgain) dialog.close();
  else return;
  event.preventDefault();
}

/** Goes there: links lead to rooms and messages, buttons open a room with somebody. */
function take(option: HTMLElement | undefined, event: Event): void {
  if (option?.id === "found-search") {
    event.preventDefault();
    dialog.close();
    return searchMessages(field.value.trim());
  }
  if (event.type === "click") return; // the browser follows it
  option?.click();
}

/** Goes on in the search panel with what was typed here. */
function searchMessages(typed: string): void {
  const panel = byId("search");
  const input = panel.querySelector<HTMLInputElement>("[name=q]");
  if (!input) return;
  if (!panel.matches(":popover-open")) panel.showPopover();
  input.value = typed;
  input.focus();
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
