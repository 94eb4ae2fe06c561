/** What runs in the room page, on top of htmx and its WebSocket extension. */
import "htmx.org";
import "htmx.org/dist/ext/hx-ws.js";

import { openActivity, recolourAvatars, removeTyping, resendActivity, showTyping } from "./activity.ts";
import { openComposer } from "./composer.ts";
import { isEndLoaded, prepareRows, registerSwaps, retryLoaders, unloadEnd } from "./log.ts";
import { notify, openNotificationSettings } from "./notify.ts";
import { loadOnDemand } from "./on-demand.ts";
import { openOutbox, queueMessage, removeAccepted, removeArrived, retryNow } from "./outbox.ts";
import { me, MENTIONS_ME, scroller } from "./page.ts";
import { clearHighlight, followLinks, showHighlighted } from "./permalink.ts";
import { openReactions, OWN_REACTION } from "./reactions.ts";
import { fitKeyboard, isAtEnd, keepScrollPosition, onJump, onScroll, scrollToEnd } from "./scroll.ts";
import { openSearch } from "./search.ts";
import { keepOfflinePage } from "./service-worker.ts";
import { listenForShortcuts } from "./shortcuts.ts";
import { advanceCursor, requestLatestPage, watchConnection } from "./socket.ts";
import { showStatusBriefly } from "./status.ts";
import { showFullTimesOnHover } from "./times.ts";
import { countRows, markSeen, placeUnreadMarker, removeUnreadMarker, resetUnread } from "./unread.ts";

/** More was missed than the socket brings, and the reader was elsewhere: the list is old, and ends before a gap. */
let isBehind = false;

const updateUnread = () => markSeen(isBehind);

function jumpToLatest(): void {
  clearHighlight();
  scrollToEnd();
  if (isBehind || !isEndLoaded()) requestLatestPage();
  else updateUnread();
}

registerSwaps(
  (rows) => {
    advanceCursor(rows);
    removeArrived(rows);
    const fresh = countRows(rows);
    removeTyping(fresh);
    notify(fresh);
    updateUnread();
  },
  () => {
    showHighlighted();
    placeUnreadMarker();
    updateUnread();
  },
);
styleOwnRows();
prepareRows();
resetUnread();
showFullTimesOnHover(scroller);
loadOnDemand();
fitKeyboard();
keepOfflinePage();
openSearch();
followLinks();
showHighlighted();

watchConnection({
  opened() {
    resendActivity();
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
  typing: showTyping,
  hue: recolourAvatars,
});

onJump(jumpToLatest);
onScroll(() => {
  if (isBehind && isAtEnd() && isEndLoaded()) jumpToLatest();
  else updateUnread();
});
document.addEventListener("visibilitychange", updateUnread);
scroller.addEventListener("htmx:after:swap", placeUnreadMarker);
for (const name of ["htmx:error", "htmx:response:error"]) {
  scroller.addEventListener(name, () => {
    showStatusBriefly("That could not be loaded. Try again in a moment.");
    setTimeout(retryLoaders, 5_000);
  });
}

openReactions();
openOutbox();
openActivity();
openNotificationSettings();
listenForShortcuts();
openComposer((text, reply) => {
  removeUnreadMarker();
  jumpToLatest();
  queueMessage(text, reply);
});
updateUnread();

/** Rows are the same for every reader; these rules make the reader's own differ. The policy allows sheets made by script. */
function styleOwnRows(): void {
  const sheet = new CSSStyleSheet();
  const mine = `[data-author="${Number(me)}"]`;
  sheet.replaceSync(`${mine} bdi, ${MENTIONS_ME} { color: var(--color-lamp) }
    .message:has(${MENTIONS_ME}):not(${mine}) { background: var(--color-call) }
    ${OWN_REACTION}`);
  document.adoptedStyleSheets.push(sheet);
}
