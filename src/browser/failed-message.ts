/** A pending message that the server did not accept: why, and what its writer can do. Loaded with the first one. */
import { field, hasMode, loadModes, write } from "./composer.ts";
import { report } from "./guard.ts";
import { retry } from "./outbox.ts";
import { room } from "./page.ts";
import { linkTo, type PendingMessage, removePending } from "./pending-messages.ts";
import { showStatusBriefly } from "./status.ts";

/**
 * Adds the reason and the buttons to the row of a message. One that was meant for another room says so, and is not tried
 * again from here: whoever sees it below other people's messages would take it for something that was said to them.
 */
export function showFailure(row: HTMLElement, message: PendingMessage): void {
  const [state, menu] = [".state", "menu"].map((name) => row.querySelector<HTMLElement>(name));
  if (!state || !menu) return;
  state.setAttribute("role", "alert");
  const isElsewhere = message.room !== room;
  state.textContent = `Not sent${isElsewhere ? " to another room" : ""}. ${message.error}`;
  menu.hidden = false;
  menu.querySelector("[data-act=retry]")?.parentElement?.toggleAttribute("hidden", isElsewhere);
  menu.onclick = ({ target }) => {
    const action = (target as HTMLElement).dataset.act;
    if (action && message.files?.[0]) return void withFiles(action, message).catch(report);
    act(action, message);
  };
}

function act(action: string | undefined, message: PendingMessage): void {
  if (action === "retry") return retry(message);
  if (action) removePending(message.key);
  if (action === "edit") void writeAgain(message);
}

/** What becomes of a message becomes of its files. */
async function withFiles(action: string, message: PendingMessage): Promise<void> {
  const [{ giveBack }, { discardFiles, doubtFiles }] = await Promise.all([
    import("./attachments.ts"),
    import("./uploads.ts"),
  ]);
  const { files = [] } = message;
  if (action === "retry") doubtFiles(files);
  else message.files = []; // they don't go with its row
  act(action, message);
  if (action === "edit") giveBack(files);
  if (action === "delete") discardFiles(files);
}

/** The message goes back into the composer, before what is written there. */
async function writeAgain({ body, reply }: PendingMessage): Promise<void> {
  if (hasMode() || reply) (await loadModes())?.leaveForMessage(reply);
  write([body, field.value].filter((text) => text.trim()).join("\n"));
  field.focus();
}

/** Says so about a message to another room than that of the page. */
export function tellFailure({ room, error }: PendingMessage): void {
  const name = linkTo(room)?.querySelector(".name")?.textContent;
  showStatusBriefly(`A message to ${name ? `“${name}”` : "another room"} was not sent. ${error}`);
}
