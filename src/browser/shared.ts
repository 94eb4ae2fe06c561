/** Takes into the composer what was shared into the installed app. Loaded when the page is opened for that. */
import { addFiles } from "./attachments.ts";
import { field, write } from "./composer.ts";
import { room } from "./page.ts";

/** Where the service worker keeps it. */
const SHARED = "shared";

/** The page on which one chooses the room. */
const CHOICE = `${location.origin}/share`;

/** Any page may link here, also one that had something shared just before: it is taken only after the reader chose the room. */
export async function takeShared(): Promise<void> {
  history.replaceState(null, "", `/rooms/${room}`);
  if (document.referrer.split("?")[0] !== CHOICE) return;
  const cache = await caches.open(SHARED);
  const answers = await Promise.all((await cache.keys()).map((request) => cache.match(request)));
  const files: File[] = [];
  for (const answer of answers.filter((found) => found !== undefined)) {
    const name = answer.headers.get("x-file-name");
    const type = answer.headers.get("content-type") ?? "";
    if (name === null) write([field.value, await answer.text()].filter((text) => text.trim()).join("\n"));
    else files.push(new File([await answer.blob()], decodeURIComponent(name), { type }));
  }
  await caches.delete(SHARED);
  if (files.length > 0) addFiles(files);
}
