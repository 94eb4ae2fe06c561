/** The list of people follows what is typed and how it is sorted, without the button. Where it is to choose from, who is chosen stays. */

/** How long typing has to rest, in ms. */
const PAUSE = 150;

export function searchAsOneTypes(): void {
  const form = document.querySelector<HTMLFormElement>("#people-search");
  const list = document.querySelector("#people-list");
  if (!form || !list) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest = 0;
  let isUnderWay = false;

  const find = async () => {
    const number = ++latest;
    isUnderWay = true;
    const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
    const path = `${form.action}?${new URLSearchParams(fields)}`;
    const show = (html: string) => {
      if (number === latest) list.innerHTML = html; // otherwise what was typed since is on its way
    };
    try {
      const response = await fetch(path, { headers: { "HX-Request": "true" } });
      show(await response.text());
      if (number === latest && response.ok) history.replaceState(null, "", path);
    } catch {
      show('<p class="problem" role="alert">The server can\'t be reached. Try again in a moment.</p>');
    }
    if (number === latest) isUnderWay = false;
  };

  form.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement && target.type === "checkbox") {
      if (isUnderWay) void find(); // the list that is on its way knows nothing of it
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(find, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    const method = event.submitter?.getAttribute("formmethod") ?? form.method;
    if (method !== "get") return; // the form has another button, for those who are chosen
    event.preventDefault();
    clearTimeout(timer);
    void find();
  });
}
