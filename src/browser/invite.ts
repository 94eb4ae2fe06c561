/** The invitation page: what it shows is copied or shared with a press, and the link appears once there is one. */
import { copyOnClick } from "./copy-field.ts";

/** How often is asked whether there is a link, in ms. */
const ASKED = 3_000;

copyOnClick();

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
