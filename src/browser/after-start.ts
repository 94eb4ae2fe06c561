/** What can wait until the page stands: where clicks and keys lead, midnight, the page for when there is no network. */
import { guard } from "./guard.ts";
import { byId, scroller } from "./page.ts";
import { MESSAGE_LINK } from "./permalink.ts";
import { UNREACHABLE } from "./problem.ts";
import { noteRoom } from "./recent-rooms.ts";
import { keepOfflinePage } from "./service-worker.ts";
import { listenForShortcuts } from "./shortcuts.ts";
import { showStatusBriefly } from "./status.ts";
import { followMidnight } from "./times.ts";
import { listenForRoomKeys } from "./walk-rooms.ts";

for (const start of [
  () => import("./rooms-list.ts"),
  listenForShortcuts,
  listenForRoomKeys,
  listenForClicks,
  noteRoom,
  followMidnight,
  keepOfflinePage,
])
  guard(start)();

/** Until this is here, links and forms do what they do without a script. */
function listenForClicks(): void {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = event.target as Element;
    const link = target.closest("a");
    const person = target.closest('a[href^="/people/"], #log p > bdi, #log .avatar');
    if (link && MESSAGE_LINK.test(link.href)) {
      import("./follow-link.ts").then(({ followLink }) => followLink(link), showFailure);
    } else if (person) {
      target.closest("dialog")?.close(); // an open menu would cover the card
      import("./profile-card.ts").then(({ showCard }) => showCard(person), showFailure);
    } else if (link?.id === "find") {
      import("./switcher.ts").then(
        ({ openSwitcher }) => openSwitcher(),
        () => location.assign(link.href),
      );
    } else return;
    event.preventDefault();
  });
  // Rows are not processed by htmx, which would cost as much as rendering them; their forms are sent by a script.
  scroller.addEventListener("submit", (event) => {
    event.preventDefault();
    const { value } = event.submitter as HTMLButtonElement;
    const id = (event.target as Element).closest<HTMLElement>("[data-id]")?.dataset.id ?? "";
    import("./react.ts").then(({ react }) => react(id, value), showFailure);
  });
  byId("emoji-button").addEventListener("click", () => {
    import("./insert-emoji.ts").then(({ insertEmoji }) => insertEmoji(), showFailure);
  });
  byId("log-out").addEventListener("submit", (event) => {
    event.preventDefault();
    import("./log-out.ts").then(({ logOut }) => logOut(), showFailure);
  });
}

const showFailure = () => showStatusBriefly(UNREACHABLE);
