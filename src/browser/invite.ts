/** The invitation page: what it shows is copied or shared with a press, and the link appears once there is one. */
import { copyText } from "./copy.ts";

/** How long a button says that it has copied, and how often is asked whether there is a link, in ms. */
const SAID = 3_000;
const ASKED = 3_000;

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
  const field = document.querySelector<HTMLInputElement>(`#${button.dataset.copy}`);
  if (!field) continue;
  field.onfocus = () => field.select();
  button.hidden = false;
  button.onclick = async () => {
    const copied = await copyText(field.value);
    if (!copied) field.focus();
    button.textContent = copied ? "Copied" : "Copy"; // what is selected can be copied by hand
    setTimeout(() => (button.textContent = "Copy"), SAID);
  };
}

const url = document.querySelector<HTMLInputElement>("#address")?.value;
const share = document.querySelector<HTMLButtonElement>("#share-address");

if (url !== undefined && share) {
  share.hidden = !("share" in navigator);
  share.onclick = () => void navigator.share({ title: document.title, url }).catch(() => {}); // the person may cancel
}

const awaited = document.querySelector<HTMLElement>("[data-wait-for]")?.dataset.waitFor;
if (awaited !== undefined) setInterval(lookAgain, ASKED, awaited);

/** Shows the page anew once it has the element with this id. */
async function lookAgain(id: string): Promise<void> {
  if (document.hidden) return;
  const page = await fetch(location.href).catch(() => undefined); // the server may be away
  const html = new DOMParser().parseFromString((await page?.text()) ?? "", "text/html");
  if (html.getElementById(id)) location.reload();
}
