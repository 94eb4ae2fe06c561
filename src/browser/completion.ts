/** A list above the composer that completes what is being written: the arrows choose, Enter or Tab takes, Escape closes. */
import { field, form } from "./composer.ts";
import { isComposing } from "./keyboard.ts";

export type Completion = {
  /** Shows options for what stands before the caret; none closes the list. */
  show: (options: HTMLElement[]) => void;
  close: () => void;
};

type Options = {
  /** Whether the options shown are for something else than what stands before the caret now: keys are not for them. */
  isStale?: () => boolean;
  /** Whether all of an option is written already, so that Enter sends. */
  isWritten?: (option: HTMLElement) => boolean;
};

/**
 * @param list an empty list with the role of a listbox
 * @param take is called with the option that was chosen
 */
export function openCompletion(
  list: HTMLElement,
  take: (option: HTMLElement) => void,
  { isStale = () => false, isWritten = () => false }: Options = {},
): Completion {
  const controlled = field.getAttribute("aria-controls") ?? "";
  let chosen: HTMLElement | undefined;

  function choose(option: Element | null | undefined): void {
    chosen?.setAttribute("aria-selected", "false");
    if (!(option instanceof HTMLElement)) return;
    chosen = option;
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", chosen.id);
  }

  function show(options: HTMLElement[]): void {
    if (options.length === 0) return close();
    list.replaceChildren(...options);
    list.hidden = false;
    field.setAttribute("aria-controls", list.id);
    choose(options[0]);
  }

  function close(): void {
    if (list.hidden) return;
    list.hidden = true;
    field.setAttribute("aria-controls", controlled);
    field.removeAttribute("aria-activedescendant");
  }

  function takeChosen(): void {
    close();
    if (chosen) take(chosen);
  }

  function followKey(event: KeyboardEvent): void {
    if (list.hidden || isComposing(event) || event.shiftKey || isStale()) return;
    if (event.key === "ArrowDown") choose(chosen?.nextElementSibling ?? list.firstElementChild);
    else if (event.key === "ArrowUp") choose(chosen?.previousElementSibling ?? list.lastElementChild);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen && isWritten(chosen)) return close();
    else if (event.key === "Tab" || event.key === "Enter") takeChosen();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  field.addEventListener("blur", close);
  form.addEventListener("keydown", followKey, true); // before the composer's own keys
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", ({ target }) => {
    choose((target as Element).closest("[role=option]"));
    takeChosen();
  });
  return { show, close };
}
