/** What the features share, opened in order and closed in reverse. */
import { openSite } from "./admin/site.ts";
import { openDeviceCookies } from "./auth/device-cookie.ts";
import { openFirstAdministrator } from "./auth/first-administrator.ts";
import { openLoginThrottle } from "./auth/login-throttle.ts";
import { openPasswords } from "./auth/passwords.ts";
import { openSessions } from "./auth/sessions.ts";
import type { Config } from "./config.ts";
import { openDataFolder } from "./database/data-folder.ts";
import { clearReadCache } from "./database/read-cache.ts";
import { type Commit, openWriteQueue } from "./database/write-queue.ts";
import { incomingFolder, openBlobStore } from "./files/contents/blob-store.ts";
import { openStorage } from "./files/contents/storage.ts";
import { openUpkeep } from "./files/contents/upkeep.ts";
import { fileFigures } from "./files/figures.ts";
import { openIncoming } from "./files/incoming.ts";
import { openPictures } from "./files/pictures/pictures.ts";
import { openUploads } from "./files/uploads.ts";
import { openAssets } from "./http/assets.ts";
import { openHosts } from "./http/hosts.ts";
import type { OwnListener } from "./http/listener.ts";
import { openReach } from "./http/reach.ts";
import { traceOf } from "./lib/operator-error.ts";
import { rateLimit } from "./lib/rate-limit.ts";
import { openLastSeen } from "./live/last-seen.ts";
import { openLevelEnds } from "./live/level-ends.ts";
import { openLive } from "./live/live.ts";
import { openNotifications } from "./live/notify.ts";
import { openLogger } from "./logger.ts";
import { openEmptying } from "./messages/emptying.ts";
import { fillForMe } from "./messages/for-me.store.ts";
import { openLatestPageCache } from "./messages/log.tsx";
import { readMentions } from "./messages/mentions.ts";
import { openRetention } from "./messages/retention.ts";
import { openRowCache } from "./messages/row.tsx";
import { openNewestMessages } from "./messages/unread.store.ts";
import { countEvents } from "./metrics/events.ts";
import { openMetrics } from "./metrics/metrics.ts";
import { openRoomsLists } from "./room/rooms-list.ts";
import { renderForAll } from "./room/rooms-list.views.tsx";
import { openRoomWords } from "./rooms/links.ts";
import { foldNames } from "./rooms/names.store.ts";
import { openPositions } from "./rooms/positions.ts";
import { openSlugs } from "./rooms/store.ts";
import { indexNewest, openIndexer } from "./search/indexer.ts";
import { subscribe } from "./subscribers.ts";
import { fillSkeletons } from "./users/lookalikes.store.ts";
import { findUserIds } from "./users/names.store.ts";

export type AppContext = Awaited<ReturnType<typeof openContext>>;

/**
 * Opens everything a server needs.
 * @throws FolderInUse, NewerDatabase, NoBackup, MigrationFailed, NotBuilt, or BadConfig when the folder can't be used
 */
export async function openContext(config: Config) {
  const assets = openAssets();
  const { log, events } = countEvents(openLogger(config.logLevel));
  const { lock, secret, db } = openDataFolder(config, log);
  const failed = (event: string) => (error: unknown) => log.error(event, { reason: traceOf(error) });
  const onSubscriberError = failed("subscriber failed");
  const queue = openWriteQueue(db, { flushInterval: config.flushInterval, onSubscriberError });
  const { commit } = queue;
  await bringUpToDate(commit);
  const { site, refresh } = openSite(db, config, assets);
  const sessions = openSessions(db, queue, { secret, days: config.sessionDays, remembered: config.sessionsInMemory });
  const storage = openStorage(openBlobStore(config), db, queue, failed("file not deleted"));
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
  const indexer = openIndexer(db, queue, failed("indexing failed"));
  const emptying = openEmptying(db, queue, failed("room not emptied"));
  const retention = openRetention({ db, queue, onError: failed("messages not removed") });
  const files = () => fileFigures(db, incoming, upkeep);
  const metrics = openMetrics({ config, db, events, commits: queue.figures, live, files });
  const hosts = openHosts(config);
  const listener: OwnListener = { server: null };

  return {
    config,
    log,
    hosts,
    listener,
    reach: openReach({ config, hosts }),
    assets,
    site,
    db,
    commit,
    passwords: openPasswords(config),
    devices: openDeviceCookies(secret),
    loginThrottle: openLoginThrottle(config),
    sessions,
    /** What members read, all of it together. */
    reads: rateLimit({ most: config.readsPer10s, windowMs: 10_000, keys: config.rateLimitKeys }),
    /** What they send, all of it together, whether it is carried out or not. */
    sends: rateLimit({ most: sendsPer10s(config), windowMs: 10_000, keys: config.rateLimitKeys }),
    /** What they search for, wherever they do. */
    searches: rateLimit({ most: config.searchesPer10s, windowMs: 10_000, keys: config.rateLimitKeys }),
    firstAdministrator: openFirstAdministrator(db, queue),
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
    /** Finishes queued writes, closes the sockets, waits for the last requests, and leaves one tidy database file. */
    async close(requests: Promise<unknown>) {
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

/** Writes what earlier versions did not store, or stored by other rules, in one transaction. */
const bringUpToDate = (commit: Commit) =>
  Promise.all([commit(fillSkeletons, null), commit(fillForMe, null), commit(foldNames, null), indexNewest(commit)]);

/** A refused form is answered with a page, which costs as much as reading one; besides, everything that is carried out. */
const sendsPer10s = ({ readsPer10s, postsPer10s, changesPer10s }: Config): number =>
  readsPer10s + postsPer10s + changesPer10s;
