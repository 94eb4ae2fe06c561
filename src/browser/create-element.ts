/**
 * An element with attributes, and a text. ARIA is set by attributes, as not every browser has properties for it.
 * @example createElement("button", { type: "button", "aria-label": "Close" }, "×")
 */
export function createElement<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string> = {},
  text = "",
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}
