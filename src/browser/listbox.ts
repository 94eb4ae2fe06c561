/** A list of options below a field that keeps the focus: one of them is chosen, as `aria-selected` says. */

/**
 * @param list an element with the role of a listbox
 * @param take is called with an option that is clicked
 */
export function openListbox(field: HTMLElement, list: HTMLElement, take: (option: HTMLElement, event: Event) => void) {
  const chosen = () => list.querySelector<HTMLElement>("[aria-selected=true]") ?? undefined;

  /** Chooses an option, or none. */
  function choose(option: HTMLElement | undefined): void {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  /** Chooses the next option, or the one before; beyond an end it goes on at the other. */
  function step(by: number): void {
    const options = [...list.querySelectorAll<HTMLElement>("[role=option]")];
    choose(options.at((options.findIndex((option) => option === chosen()) + by) % options.length));
  }

  list.addEventListener("pointerdown", (event) => event.preventDefault()); // a phone keeps its keyboard, too
  list.addEventListener("click", (event) => {
    const option = (event.target as Element).closest<HTMLElement>("[role=option]");
    if (option) take(option, event);
  });
  return { chosen, choose, step };
}
