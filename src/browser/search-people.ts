/** The list of people follows what is typed and how it is sorted, without the button. Where it is to choose from, who is chosen stays. */

/** How long typing has to rest, in ms. */
const PAUSE = 150;

const UNREACHABLE = '<p class="problem" role="alert">The server can\'t be reached. Try again in a moment.</p>';

export function searchAsOneTypes(): void {
  const form = document.querySelector<HTMLFormElement>("#people-search");
  const list = document.querySelector("#people-list");
  if (!form || !list) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay: AbortController | undefined;

  const find = async () => {
    clearTimeout(timer);
    underWay?.abort(); // its answer is to what was typed before
    const { signal } = (underWay = new AbortController());
    const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
    const path = `${form.action}?${new URLSearchParams(fields)}`;
    const { ok, html } = await fetch(path, { headers: { "HX-Request": "true" }, signal })
      .then(async (response) => ({ ok: response.ok, html: await response.text() }))
      .catch(() => ({ ok: false, html: UNREACHABLE }));
    if (signal.aborted) return;
    underWay = undefined;
    list.innerHTML = html;
    if (ok) history.replaceState(null, "", path);
  };

  form.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement && target.type === "checkbox") {
      if (underWay) void find(); // the list that is on its way knows nothing of it
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(find, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    const method = event.submitter?.getAttribute("formmethod") ?? form.method;
    if (method !== "get") return; // the form has another button, for those who are chosen
    event.preventDefault();
    void find();
  });
}
