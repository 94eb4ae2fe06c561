/**
 * The forms to join, to log in, and of one's own account. A password stays typed when something is wrong with a form: the
 * answer takes the place of what is shown, without a new page. Without this script the forms are sent plainly.
 */

/** Shorter waits than this need no word, in ms. */
const BUSY_AFTER = 300;
/** How long an answer may take, in ms: passwords are checked one at a time. */
const TIMEOUT = 30_000;

const UNREACHABLE = "Parlor can't be reached. Nothing you typed is lost. Try again in a moment.";

const SHOW = "Show";

/** Ends the waiting for the form that is being sent. */
let ready: (() => void) | undefined;

document.addEventListener("submit", submit);
document.addEventListener("click", ({ target }) => {
  const button = (target as Element).closest<HTMLButtonElement>("button.reveal");
  if (button) reveal(button, button.textContent === SHOW);
});
addEventListener("pagehide", () => ready?.()); // whoever comes back finds the form as it was
if (document.getElementById("picture")) void import("./picture-preview.ts");

function submit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (ready) return event.preventDefault(); // it is on its way
  const passwords = form.querySelectorAll("[type=password], .reveal");
  form.querySelectorAll<HTMLButtonElement>("button.reveal").forEach((button) => reveal(button, false));
  ready = showBusy(event.submitter as HTMLButtonElement | null);
  if (passwords.length === 0) return void setTimeout(ready, TIMEOUT); // the browser sends it: nothing would be lost
  event.preventDefault();
  void send(form);
}

async function send(form: HTMLFormElement): Promise<void> {
  const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
  const options = { method: "POST", body: new URLSearchParams(fields), signal: AbortSignal.timeout?.(TIMEOUT) };
  try {
    const response = await fetch(form.action, options);
    if (response.redirected) return goTo(response);
    showAnswer(await response.text());
  } catch {
    showProblem(form, UNREACHABLE);
  }
  ready?.();
}

function goTo({ url, body }: Response): void {
  void body?.cancel(); // the page is asked for again, to be shown
  location.assign(url);
}

/** Shows the page that came back, with the passwords as they were typed and the focus on the first field that is wrong. */
function showAnswer(html: string): void {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const [before, main] = [document, answer].map((page) => page.querySelector("main"));
  if (!before || !main) return location.reload();
  const typed = new Map(passwordsIn(before).map(({ name, value }) => [name, value]));
  before.replaceWith(main);
  document.title = answer.title;
  for (const field of passwordsIn(main)) field.value = typed.get(field.name) ?? "";
  const wrong = main.querySelector<HTMLElement>("[aria-invalid=true]"); // a button may come before it, of a form above
  (wrong ?? main.querySelector<HTMLElement>(".button"))?.focus();
}

const passwordsIn = (parent: ParentNode) => [...parent.querySelectorAll<HTMLInputElement>("[type=password]")];

function showProblem(form: HTMLFormElement, sentence: string): void {
  const problem = form.querySelector(".problem[role=alert]") ?? document.createElement("p");
  problem.className = "problem";
  problem.setAttribute("role", "alert");
  problem.textContent = sentence;
  form.querySelector(".button")?.before(problem);
}

/** Says on a button that it is being done, as soon as that takes a while; returns what puts it back. */
function showBusy(button: HTMLButtonElement | null): () => void {
  const text = button?.textContent ?? "";
  const timer = setTimeout(() => {
    if (!button) return;
    button.style.minWidth = `${button.offsetWidth}px`;
    button.setAttribute("aria-disabled", "true");
    button.textContent = button.dataset.busy ?? "One moment…";
  }, BUSY_AFTER);
  return () => {
    clearTimeout(timer);
    ready = undefined;
    if (!button) return;
    button.removeAttribute("aria-disabled");
    button.textContent = text;
  };
}

function reveal(button: HTMLButtonElement, shown: boolean): void {
  const field = button.previousElementSibling as HTMLInputElement;
  field.type = shown ? "text" : "password";
  button.textContent = shown ? "Hide" : SHOW;
  button.setAttribute("aria-label", `${button.textContent} password`);
}
