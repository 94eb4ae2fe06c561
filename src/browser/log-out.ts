/** Logs out, and takes along what was written in this browser. Loaded when somebody does. */
import { field } from "./composer.ts";
import { clearOutbox } from "./outbox.ts";
import { byId, personStorage } from "./page.ts";
import { listPending } from "./pending-messages.ts";
import { showProgress } from "./progress.ts";
import { request } from "./request.ts";
import { expectClose } from "./socket.ts";
import { showStatusBriefly } from "./status.ts";
import { forgetUploads } from "./uploads.ts";

/** Names of drafts, unfinished edits, unsent messages and files, searches, and rooms that one was in. The reader's settings stay. */
const TEXTS = /^(outbox|searches|rooms|upload)\/|:(draft|edit|mode)\b/;

const dialog = byId<HTMLDialogElement>("log-out-dialog");

/** Asks first when there are unsent messages. Nothing is deleted unless the server has ended the session. */
export async function logOut(): Promise<void> {
  const count = listPending().length;
  if (count > 0 && !(await confirms(count))) return;
  expectClose(true);
  try {
    await showProgress(request("/logout", {}));
  } catch {
    expectClose(false);
    return showStatusBriefly("Parlor can't be reached, so you are still logged in. Try again in a moment.");
  }
  clearOutbox();
  forgetUploads();
  if ("caches" in window) void caches.delete("shared").catch(() => {}); // what came from the system's share sheet
  field.value = ""; // the composer would keep it again
  for (const name of personStorage.names()) if (TEXTS.test(name)) personStorage.set(name, "");
  location.assign("/");
}

function confirms(count: number): Promise<boolean> {
  const messages =
    count === 1 ? "1 unsent message. Log out and delete it?" : `${count} unsent messages. Log out and delete them?`;
  byId("log-out-question").textContent = `You have ${messages}`;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "log-out"), { once: true });
  });
}
