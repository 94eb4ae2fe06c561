/** A list above the composer that completes what is being written: the arrows choose, Enter or Tab takes, Escape closes. */
import { field, form } from "./composer.ts";
import { isComposing } from "./keyboard.ts";
import { openListbox } from "./listbox.ts";

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
  const { chosen, choose, step } = openListbox(field, list, closeAndTake);

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
    choose(undefined);
  }

  function closeAndTake(option: HTMLElement | undefined): void {
    close();
    if (option) take(option);
  }

  function followKey(event: KeyboardEvent): void {
    if (list.hidden || isComposing(event) || event.shiftKey || isStale()) return;
    const option = chosen();
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && option && isWritten(option)) return close();
    else if (event.key === "Tab" || event.key === "Enter") closeAndTake(option);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  field.addEventListener("blur", close);
  form.addEventListener("keydown", followKey, true); // before the composer's own keys
  return { show, close };
}
