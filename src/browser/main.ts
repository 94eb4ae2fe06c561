/**
 * What runs in the room page, on top of htmx and its WebSocket extension. Where the browser lacks something that sending
 * needs, this stops, and the page is what it is without a script. All else is guarded: what fails leaves the rest.
 */
import "htmx.org";
import "htmx.org/dist/ext/hx-ws.js";

import { openComposer } from "./composer.ts";
import { guard } from "./guard.ts";
import { isEndLoaded, retryLoaders, unloadEnd } from "./loaders.ts";
import { registerSwaps } from "./log.ts";
import { loadOnDemand, withActivity, withRoomsList } from "./on-demand.ts";
import { checkBrowser, openOutbox, queueMessage, retryNow } from "./outbox.ts";
import { styleOwnRows } from "./own-rows.ts";
import { byId, onVisibilityChange, scroller } from "./page.ts";
import { removeAccepted, removeArrived } from "./pending-messages.ts";
import { clearHighlight, showHighlighted } from "./permalink.ts";
import { prepareRows } from "./prepare-rows.ts";
import { takeOwnReactions } from "./reactions.ts";
import { isAtEnd, keepScrollPosition, onJump, onScroll, scrollToEnd } from "./scroll.ts";
import { advanceCursor, requestLatestPage, watchConnection } from "./socket.ts";
import { countRows, hold, markSeen, placeUnreadMarker, removeUnreadMarker, resetUnread } from "./unread.ts";

/** More was missed than the socket brings while the reader was further up: the list is old, and ends before a gap. */
let isBehind = false;

const updateUnread = guard(() => markSeen(isBehind, (id) => withRoomsList(({ noteRead }) => noteRead(id))));

/** The reader has come back, or left: what they marked as unread is not held any longer. */
function lookedAgain(): void {
  hold(false);
  updateUnread();
}

function jumpToLatest(): void {
  clearHighlight();
  scrollToEnd();
  if (isBehind || !isEndLoaded()) requestLatestPage();
  else updateUnread();
}

const count = guard((rows: HTMLElement[]) => {
  const fresh = countRows(rows);
  if (byId("typing").textContent) withActivity(({ removeTyping }) => removeTyping(fresh));
  withRoomsList(({ noteRows }) => noteRows(fresh));
});

document.body.setAttribute("hx-ignore", ""); // until all of this runs, htmx leaves the page alone
registerSwaps(
  (rows) => {
    advanceCursor(rows);
    removeArrived(rows);
    count(rows);
    updateUnread();
  },
  () => {
    showHighlighted();
    placeUnreadMarker();
    updateUnread();
  },
);
for (const start of [styleOwnRows, () => takeOwnReactions(document), prepareRows, resetUnread, showHighlighted]) {
  guard(start)();
}
checkBrowser();

watchConnection({
  opened() {
    retryNow();
    retryLoaders();
  },
  mayReplace() {
    isBehind = !isAtEnd() || !isEndLoaded();
    if (isBehind) keepScrollPosition(unloadEnd);
    updateUnread();
    return !isBehind;
  },
  latest() {
    isBehind = false;
    prepareRows();
    removeAccepted();
    resetUnread();
    scrollToEnd();
    updateUnread();
  },
});

onJump(jumpToLatest);
onScroll(() => {
  if (isBehind && isAtEnd() && isEndLoaded()) jumpToLatest();
  else updateUnread();
});
for (const name of ["focus", "blur"]) addEventListener(name, lookedAgain);
onVisibilityChange(lookedAgain);
scroller.addEventListener("htmx:after:swap", placeUnreadMarker);

openOutbox();
openComposer((...written) => {
  removeUnreadMarker();
  jumpToLatest();
  queueMessage(...written);
});
loadOnDemand();
document.body.removeAttribute("hx-ignore");
updateUnread();
