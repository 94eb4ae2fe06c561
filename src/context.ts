/** What the features share, opened in order and closed in reverse. */
import type { Database } from "bun:sqlite";

import { openSite } from "./admin/site.ts";
import { type DeviceCookies, openDeviceCookies } from "./auth/device-cookie.ts";
import { type FirstAdministrator, openFirstAdministrator } from "./auth/first-administrator.ts";
import { type LoginThrottle, openLoginThrottle } from "./auth/login-throttle.ts";
import { openPasswords, type Passwords } from "./auth/passwords.ts";
import { openSessions, type Sessions } from "./auth/sessions.ts";
import type { Config } from "./config.ts";
import { openDataFolder } from "./database/data-folder.ts";
import { clearReadCache } from "./database/read-cache.ts";
import { type Commit, openWriteQueue } from "./database/write-queue.ts";
import { incomingFolder, openBlobStore } from "./files/contents/blob-store.ts";
import { openStorage, type Storage } from "./files/contents/storage.ts";
import { openUpkeep, type Upkeep } from "./files/contents/upkeep.ts";
import { fileFigures } from "./files/figures.ts";
import { type Incoming, openIncoming } from "./files/incoming.ts";
import { openPictures, type Pictures } from "./files/pictures/pictures.ts";
import { openUploads, type Uploads } from "./files/uploads.ts";
import { type Assets, openAssets } from "./http/assets.ts";
import { type Hosts, openHosts } from "./http/hosts.ts";
import type { OwnListener } from "./http/listener.ts";
import { openReach, type Reach } from "./http/reach.ts";
import { traceOf } from "./lib/operator-error.ts";
import { type RateLimit, rateLimit } from "./lib/rate-limit.ts";
import { openLastSeen } from "./live/last-seen.ts";
import { openLevelEnds } from "./live/level-ends.ts";
import { type Live, openLive } from "./live/live.ts";
import { openNotifications } from "./live/notify.ts";
import { type Logger, openLogger } from "./logger.ts";
import { openEmptying } from "./messages/emptying.ts";
import { fillForMe } from "./messages/for-me.store.ts";
import { type LatestPageCache, openLatestPageCache } from "./messages/log.tsx";
import { readMentions } from "./messages/mentions.ts";
import { openRetention } from "./messages/retention.ts";
import { openRowCache, type RowCache } from "./messages/row.tsx";
import { type NewestMessages, openNewestMessages } from "./messages/unread.store.ts";
import { countEvents } from "./metrics/events.ts";
import { type Metrics, openMetrics } from "./metrics/metrics.ts";
import { openRoomsLists, type RoomsLists } from "./room/rooms-list.ts";
import { renderForAll } from "./room/rooms-list.views.tsx";
import { openRoomWords } from "./rooms/links.ts";
import { foldNames } from "./rooms/names.store.ts";
import { openPositions, type Positions } from "./rooms/positions.ts";
import { openSlugs } from "./rooms/store.ts";
import { openIndexer } from "./search/indexer.ts";
import { subscribe } from "./subscribers.ts";
import { fillSkeletons } from "./users/lookalikes.store.ts";
import { findUserIds } from "./users/names.store.ts";
import type { Site } from "./views/layout.tsx";

export type AppContext = {
  config: Config;
  log: Logger;
  hosts: Hosts;
  listener: OwnListener;
  reach: Reach;
  assets: Assets;
  site: Site;
  db: Database;
  commit: Commit;
  passwords: Passwords;
  devices: DeviceCookies;
  loginThrottle: LoginThrottle;
  /** What members read, all of it together. */
  reads: RateLimit;
  /** What they send, all of it together, whether it is carried out or not. */
  sends: RateLimit;
  /** What they search for, wherever they do. */
  searches: RateLimit;
  sessions: Sessions;
  firstAdministrator: FirstAdministrator;
  storage: Storage;
  incoming: Incoming;
  uploads: Uploads;
  pictures: Pictures;
  upkeep: Upkeep;
  rows: RowCache;
  logs: LatestPageCache;
  newest: NewestMessages;
  positions: Positions;
  lists: RoomsLists;
  live: Live;
  metrics: Metrics;
  /** Finishes queued writes, closes the sockets, waits for the last requests, and leaves one tidy database file. */
  close: (requests: Promise<unknown>) => Promise<void>;
};

/**
 * Opens everything a server needs.
 * @throws FolderInUse, NewerDatabase, NoBackup, MigrationFailed, NotBuilt, or BadConfig when the folder can't be used
 */
export function openContext(config: Config): AppContext {
  const assets = openAssets();
  const { log, events } = countEvents(openLogger(config.logLevel));
  const { lock, secret, db } = openDataFolder(config, log);
  fillSkeletons(db);
  fillForMe(db);
  foldNames(db);
  const queue = openWriteQueue(db, {
    flushInterval: config.flushInterval,
    onSubscriberError: (error) => log.error("subscriber failed", { reason: traceOf(error) }),
  });
  const { commit } = queue;
  const { site, refresh } = openSite(db, config, assets);
  const sessions = openSessions(db, queue, { secret, days: config.sessionDays, remembered: config.sessionsInMemory });
  const storage = openStorage(openBlobStore(config), db, queue, (error) =>
    log.error("file not deleted", { reason: traceOf(error) }),
  );
  const incoming = openIncoming(incomingFolder(config.dataDir));
  const pictures = openPictures({
    maxPixels: config.pictureMegapixels * 1_000_000,
    maxAnimationPixels: config.animationMegapixels * 1_000_000,
    waiting: config.picturesWaiting,
    perPerson: config.picturesPerPerson,
  });
  const uploads = openUploads({ config, db, commit, incoming, storage, pictures });
  const upkeep = openUpkeep({ config, db, queue, storage, incoming, log });
  const roomWords = openRoomWords(db);
  const rows = openRowCache(
    config.rowCacheBytes,
    openSlugs(db),
    ({ body, at, editedAt }) => readMentions(body, (names) => findUserIds(db, names, editedAt ?? at)),
    ({ id }, error) => log.error("message not rendered", { message: id, reason: traceOf(error) }),
    roomWords,
  );
  const logs = openLatestPageCache(db, rows);
  const newest = openNewestMessages(db, (room) => lists.messagesChanged(room));
  const positions = openPositions({
    commit,
    clearReads: () => clearReadCache(db),
    moved: (...moved) => lists.positionMoved(...moved),
  });
  const lists = openRoomsLists({ db, newest, positions });
  const lastSeen = openLastSeen(commit);
  const live = openLive({
    config,
    log,
    site,
    db,
    rows,
    logs,
    newest,
    positions,
    renderListed: renderForAll,
    gone: lastSeen.left,
  });
  subscribe(queue, { db, logs, lists, live, log, positions, roomWords, newest, refreshSite: refresh });
  const notifications = openNotifications({ queue, db, live });
  const levelEnds = openLevelEnds({ queue, db, ended: live.levelChanged });
  const indexer = openIndexer(db, queue, (error) => log.error("indexing failed", { reason: traceOf(error) }));
  const emptying = openEmptying(db, queue, (error) => log.error("room not emptied", { reason: traceOf(error) }));
  const retention = openRetention({
    db,
    queue,
    onError: (error) => log.error("messages not removed", { reason: traceOf(error) }),
  });
  const files = () => fileFigures(db, incoming, upkeep);
  const metrics = openMetrics({ config, db, events, commits: queue.figures, live, files });
  const hosts = openHosts(config);

  return {
    config,
    log,
    hosts,
    listener: { server: null },
    reach: openReach({ config, hosts }),
    assets,
    site,
    db,
    commit,
    passwords: openPasswords({
      atOnce: config.hashesAtOnce,
      waiting: config.hashesWaiting,
      perAccount: config.hashesPerAccount,
      perNetwork: config.hashesPerNetwork,
    }),
    devices: openDeviceCookies(secret),
    loginThrottle: openLoginThrottle(config),
    sessions,
    reads: rateLimit({ most: config.readsPer10s, windowMs: 10_000, keys: config.rateLimitKeys }),
    sends: rateLimit({ most: sendsPer10s(config), windowMs: 10_000, keys: config.rateLimitKeys }),
    searches: rateLimit({ most: config.searchesPer10s, windowMs: 10_000, keys: config.rateLimitKeys }),
    firstAdministrator: openFirstAdministrator(db),
    storage,
    incoming,
    uploads,
    pictures,
    upkeep,
    rows,
    logs,
    newest,
    positions,
    lists,
    live,
    metrics,
    async close(requests) {
      metrics.close();
      indexer.close();
      emptying.close();
      retention.close();
      await Promise.all([upkeep.close(), storage.close()]);
      await Promise.all([lastSeen.close(live.peopleHere()), positions.close()]);
      await queue.close();
      notifications.close();
      levelEnds.close();
      live.close();
      await requests;
      try {
        db.run("PRAGMA wal_checkpoint(TRUNCATE)");
      } catch (error) {
        log.warn("no checkpoint", { reason: String(error) }); // the next start reads the log as it is
      }
      db.close();
      lock.close();
    },
  };
}

/** A refused form is answered with a page, which costs as much as reading one; besides, everything that is carried out. */
const sendsPer10s = ({ readsPer10s, postsPer10s, changesPer10s }: Config): number =>
  readsPer10s + postsPer10s + changesPer10s;
