/** What follows from a commit, whoever asked for the write. */
import type { Database } from "bun:sqlite";

import { placeChanged } from "./admin/place.store.ts";
import { audited } from "./auth/audit.store.ts";
import { accountChanged, userSuspended } from "./auth/lifecycle.ts";
import { sessionsEnded } from "./auth/sessions.store.ts";
import type { WriteQueue } from "./database/write-queue.ts";
import type { Live } from "./live/live.ts";
import { ownReactionsFrame } from "./live/views.tsx";
import type { Logger } from "./logger.ts";
import { ownReactions, reactionChanged } from "./messages/changes.store.ts";
import { forMeChanged } from "./messages/for-me.store.ts";
import type { LatestPageCache } from "./messages/log.tsx";
import { messagesRemoved } from "./messages/retention.store.ts";
import type { NewestMessages } from "./messages/unread.store.ts";
import type { RoomsLists } from "./room/rooms-list.ts";
import { peopleChanged, roomChanged } from "./rooms/change.store.ts";
import type { OpenRoomWords } from "./rooms/links.ts";
import { levelChanged, markedUnread } from "./rooms/people.store.ts";
import type { Positions } from "./rooms/positions.ts";
import { retentionChanged } from "./rooms/retention.store.ts";
import { userChanged } from "./users/store.ts";

type Subscribers = {
  db: Database;
  logs: LatestPageCache;
  lists: RoomsLists;
  live: Live;
  log: Logger;
  positions: Positions;
  newest: NewestMessages;
  roomWords: OpenRoomWords;
  /** Reads anew what pages show of the place. */
  refreshSite: () => void;
};

/** Has everything act that has to, in the order in which it has to: first what is cached is forgotten, last the rows are sent. */
export function subscribe({ on, onCommit }: WriteQueue, subscribers: Subscribers): void {
  const { db, logs, lists, live, log, positions, newest, roomWords, refreshSite } = subscribers;
  on(placeChanged, () => {
    refreshSite();
    live.announceBuild();
  });
  on(userSuspended, ({ user }) => live.closeSuspended(user));
  on(sessionsEnded, ({ ids }) => live.closeSessions(ids));
  on(roomChanged, live.roomChanged); // by itself: whatever else fails, nobody goes on hearing of a room they are not in
  on(peopleChanged, live.peopleChanged);
  on(accountChanged, ({ what, ...who }) => log.info(what, who));
  on(audited, ({ action, ...how }) => log.info(action, how));
  on(userChanged, ({ id }) => {
    logs.forgetAll();
    lists.forgetAll();
    live.userChanged(id);
  });
  on(roomChanged, ({ room }) => {
    if (roomWords.refresh()) logs.forgetAll();
    else logs.forget(room);
    lists.roomChanged(room);
  });
  on(peopleChanged, ({ user }) => lists.forget(user));
  on(levelChanged, ({ user }) => {
    lists.forget(user);
    live.levelChanged(user);
  });
  on(markedUnread, ({ user, room }) => {
    positions.forget(user, room);
    lists.forget(user);
    live.unreadChanged(user);
  });
  on(forMeChanged, (change) => {
    lists.messagesChanged(change.room);
    live.forMeChanged(change);
  });
  on(messagesRemoved, ({ room, done }) => {
    logs.forget(room);
    newest.forget(room);
    if (done) live.messagesRemoved(room);
  });
  on(retentionChanged, live.retentionChanged);
  on(reactionChanged, ({ user, message }) => {
    live.send(user, ownReactionsFrame(ownReactions(db, user, [message])));
  });
  onCommit(live.afterCommit);
}
