/** The style sheet of what is only seen when somebody does something. It is asked for when the page stands. */
import { createElement } from "./create-element.ts";
import { byId } from "./page.ts";

const href = byId("live").dataset.later ?? "";

/** Resolves when it is there, or can't be had: what is shown then is plain. */
export const styled: Promise<unknown> = document.querySelector(`link[href="${href}"]`)
  ? Promise.resolve()
  : new Promise((resolve) => {
      const link = createElement("link", { rel: "stylesheet", href });
      link.onload = link.onerror = resolve;
      document.head.append(link);
    });
