/** Pictures and players in the log: one player is heard at a time, and both stay when their row changes. */
import { scroller } from "./page.ts";
import { onLogChange } from "./row-at.ts";

export function listenForFiles(): void {
  scroller.addEventListener("play", ({ target }) => pauseOthers(target), true);
  skipPlayers(scroller);
  new MutationObserver((records) => records.forEach(keepFiles)).observe(scroller, { childList: true, subtree: true });
  onLogChange((added) => added.forEach(skipPlayers));
}

/** The log is one stop of the Tab key: players are reached from their row, as links are. */
function skipPlayers(parent: ParentNode): void {
  for (const media of parent.querySelectorAll<HTMLMediaElement>("audio, video")) media.tabIndex = -1;
}

function pauseOthers(playing: EventTarget | null): void {
  for (const media of scroller.querySelectorAll<HTMLMediaElement>("audio, video")) {
    if (media !== playing) media.pause();
  }
}

/**
 * A row that changed has the same files as before: those that were there go on in it. Others would have to come again, which
 * flickers, and what is being played would stop. This is still before the next frame, and before a player is paused.
 */
function keepFiles({ removedNodes, addedNodes }: MutationRecord): void {
  const [before, now] = [removedNodes[0], addedNodes[0]];
  if (!(before instanceof Element && now instanceof Element && before.id !== "" && before.id === now.id)) return;
  const [old, fresh] = [before, now].map((row) => row.querySelector<HTMLElement>(":scope > .files"));
  if (!old || !fresh || addressesIn(old) !== addressesIn(fresh)) return;
  if (fresh.dataset.edited) old.dataset.edited = fresh.dataset.edited;
  fresh.replaceWith(old);
}

const addressesIn = (files: Element): string => [...files.querySelectorAll("a")].map(({ href }) => href).join();
