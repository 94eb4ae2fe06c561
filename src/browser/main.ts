/** What runs in the room page, on top of htmx and its WebSocket extension. */
import "htmx.org";
import "htmx.org/dist/ext/hx-ws.js";

import { openHints, recolour, repeatHints, settleTyping, showTyping } from "./activity.ts";
import { openComposer } from "./composer.ts";
import { askAgain, dressAll, isEndLoaded, leaveGap, registerSwaps } from "./log.ts";
import { notify, openNotices } from "./notify.ts";
import { fetchOnDemand } from "./on-demand.ts";
import { hurry, openOutbox, post, settle, settleAccepted } from "./outbox.ts";
import { CALLS_ME, me, scroller } from "./page.ts";
import { arrive, followLinks, leave } from "./permalink.ts";
import { openReactions, OWN_REACTION } from "./reactions.ts";
import { fitKeyboard, isAtEnd, keepPlace, onJump, onScroll, scrollToEnd } from "./scroll.ts";
import { openSearch } from "./search.ts";
import { keepOfflinePage } from "./service-worker.ts";
import { listenForShortcuts } from "./shortcuts.ts";
import { advance, askForLatest, watchLine } from "./socket.ts";
import { sayBriefly } from "./status.ts";
import { showMoments } from "./times.ts";
import { countRows, look, mark, recount, unmark } from "./unread.ts";

/** More was missed than the socket brings, and the reader was elsewhere: the list is old, and ends before a gap. */
let behind = false;

const glance = () => look(behind);

function jump(): void {
  leave();
  scrollToEnd();
  if (behind || !isEndLoaded()) askForLatest();
  else glance();
}

registerSwaps(
  (rows) => {
    advance(rows);
    settle(rows);
    const fresh = countRows(rows);
    settleTyping(fresh);
    notify(fresh);
    glance();
  },
  () => {
    arrive();
    mark();
    glance();
  },
);
markOwnRows();
dressAll();
recount();
showMoments(scroller);
fetchOnDemand();
fitKeyboard();
keepOfflinePage();
openSearch();
followLinks();
arrive();

watchLine({
  opened() {
    repeatHints();
    hurry();
    askAgain();
  },
  mayReplace() {
    behind = !isAtEnd() || !isEndLoaded();
    if (behind) keepPlace(leaveGap);
    glance();
    return !behind;
  },
  latest() {
    behind = false;
    dressAll();
    settleAccepted();
    recount();
    scrollToEnd();
    glance();
  },
  typing: showTyping,
  hue: recolour,
});

onJump(jump);
onScroll(() => {
  if (behind && isAtEnd() && isEndLoaded()) jump();
  else glance();
});
document.addEventListener("visibilitychange", glance);
scroller.addEventListener("htmx:after:swap", mark);
for (const name of ["htmx:error", "htmx:response:error"]) {
  scroller.addEventListener(name, () => {
    sayBriefly("That could not be loaded. Try again in a moment.");
    setTimeout(askAgain, 5_000);
  });
}

openReactions();
openOutbox();
openHints();
openNotices();
listenForShortcuts();
openComposer((text, reply) => {
  unmark();
  jump();
  post(text, reply);
});
glance();

/** Rows are the same for every reader; these rules make the reader's own differ. The policy allows sheets made by script. */
function markOwnRows(): void {
  const sheet = new CSSStyleSheet();
  const mine = `[data-author="${Number(me)}"]`;
  sheet.replaceSync(`${mine} bdi, ${CALLS_ME} { color: var(--color-lamp) }
    .message:has(${CALLS_ME}):not(${mine}) { background: var(--color-call) }
    ${OWN_REACTION}`);
  document.adoptedStyleSheets.push(sheet);
}
