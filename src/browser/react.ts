/** Adds the reader's reaction to a message, or takes it back. Loaded when the reader comes to the log, or clicks one. */
import { showProgress } from "./progress.ts";
import { learnOwnReactions, ownReactions } from "./reactions.ts";
import { recentEmoji } from "./recent.ts";
import { messagePath, request } from "./request.ts";
import { showStatusBriefly } from "./status.ts";

/** @param message its id */
export async function react(message: string, emoji: string): Promise<void> {
  const own = ownReactions(message);
  const isOwn = own.includes(emoji);
  if (!isOwn) recentEmoji.note(emoji);
  const path = messagePath(`${message}/reactions${isOwn ? "/remove" : ""}`);
  await showProgress(request(path, { emoji })).then(
    () => learnOwnReactions({ [message]: isOwn ? own.filter((other) => other !== emoji) : [...own, emoji] }),
    ({ message }: Error) => showStatusBriefly(message),
  );
}
