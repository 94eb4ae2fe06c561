/** The sidebar: its list stays where it was scrolled to, and says what is unread beyond its edges. */
import { createElement } from "./create-element.ts";
import { attempt } from "./page.ts";

export function openSidebar(): void {
  const lists = document.querySelector<HTMLElement>(".lists");
  if (!lists) return;
  keepPosition(lists);
  offerUnread(lists);
}

/** In this tab, from page to page. The open room is in sight, on a phone when the drawer opens. */
function keepPosition(lists: HTMLElement): void {
  addEventListener("pagehide", () => attempt(() => (sessionStorage.lists = String(lists.scrollTop))));
  const restore = () => {
    lists.scrollTop = Number(attempt(() => sessionStorage.lists) ?? 0);
    lists.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  };
  document.querySelector("#sidebar")?.addEventListener("toggle", restore, { once: true });
  restore();
}

/** Says that there is more to read above what is in sight of a long list, or below it, and leads there. */
function offerUnread(lists: HTMLElement): void {
  const [above, below] = [createButton("More unread ↑", "above"), createButton("More unread ↓", "below")] as const;
  const buttons = [above, below];
  const hidden: (HTMLElement | undefined)[] = [];

  function update(): void {
    const { top, bottom } = lists.getBoundingClientRect();
    const unread = [...lists.querySelectorAll<HTMLElement>("li.unread:not(.muted)")];
    const boxes = unread.map((item) => ({ item, box: item.getBoundingClientRect() }));
    hidden[0] = boxes.findLast(({ box }) => box.bottom < top + box.height / 2)?.item;
    hidden[1] = boxes.find(({ box }) => box.top > bottom - box.height / 2)?.item;
    buttons.forEach((button, index) => (button.hidden = !hidden[index]));
  }

  buttons.forEach((button, index) =>
    button.addEventListener("click", () => {
      hidden[index]?.scrollIntoView({ block: "center" });
      hidden[index]?.querySelector("a")?.focus();
    }),
  );
  lists.prepend(above);
  lists.append(below);
  lists.addEventListener("scroll", update, { passive: true });
  new MutationObserver(update).observe(lists, { subtree: true, childList: true, attributeFilter: ["class"] });
  new ResizeObserver(update).observe(lists);
}

const createButton = (label: string, where: string) =>
  createElement("button", { type: "button", class: `pill unread-${where}`, hidden: "" }, label);
