/** The faults that some test has to notice. Each is one place in the code, and what stands there instead. */

export type Mutant = {
  /** What goes wrong. */
  name: string;
  file: string;
  /** The text that is replaced. It is in the file once. */
  find: string;
  replace: string;
  /** The test file that has to fail. */
  test: string;
  /** Only the tests with this in their name, where the others take long. */
  only?: string;
};

const live: Mutant[] = [
  {
    name: "a page hears new rows before it has caught up",
    file: "src/live/connection.ts",
    find: "const users = this.deps.catchUp.users(this.usersRev);",
    replace: "socket.subscribe(topicOf(this.room.id)); const users = this.deps.catchUp.users(this.usersRev);",
    test: "src/live/connection.test.ts",
  },
  {
    name: "a page that missed too much gets it row by row",
    file: "src/live/connection.ts",
    find: "if (tooMany || ",
    replace: "if (",
    test: "src/live/connection.test.ts",
  },
  {
    name: "what a page missed is remembered across a commit",
    file: "src/live/live.ts",
    find: "catchUp.forget();",
    replace: "",
    test: "src/live/connection.test.ts",
  },
  {
    name: "who leaves goes on writing",
    file: "src/live/activity.ts",
    find: "typings.end(room.id, session.member);\n      presence.leave",
    replace: "presence.leave",
    test: "src/live/activity.test.ts",
  },
  {
    name: "every row is broadcast again and again",
    file: "src/live/broadcast.ts",
    find: "      sent = latest;",
    replace: "",
    test: "src/live/broadcast.test.ts",
  },
  {
    name: "the cursor of another log is taken for one of this",
    file: "src/messages/cursor.ts",
    find: "epoch === log.epoch && rev <= log.rev",
    replace: "rev <= log.rev",
    test: "src/messages/cursor.test.ts",
  },
  {
    name: "a cursor from the future is believed",
    file: "src/messages/cursor.ts",
    find: "epoch === log.epoch && rev <= log.rev",
    replace: "epoch === log.epoch",
    test: "src/messages/cursor.test.ts",
  },
  {
    name: "the health check keeps quiet about a broadcast that failed",
    file: "src/live/live.ts",
    find: "failing = true;",
    replace: "",
    test: "test/live/failing.test.ts",
  },
  {
    name: "one row that can't be rendered holds up the room",
    file: "src/messages/row.tsx",
    find: "onFailure(message, error);",
    replace: "throw error;",
    test: "test/live/failing.test.ts",
  },
  {
    name: "pages of a session that has ended stay open",
    file: "src/context.ts",
    find: "on(sessionsEnded, ({ ids }) => live.closeSessions(ids));",
    replace: "",
    test: "test/http/account.test.ts",
    only: "a new password needs",
  },
  {
    name: "rooms go on showing the name of an account that is gone",
    file: "src/context.ts",
    find: "on(userChanged, logs.forgetAll);",
    replace: "",
    test: "test/http/account.test.ts",
    only: "who deletes the account",
  },
];

const writes: Mutant[] = [
  {
    name: "a text that was deleted stays in the write-ahead log",
    file: "src/database/write-queue.ts",
    find: "truncating = true",
    replace: "truncating = false",
    test: "src/database/write-queue.storage.test.ts",
  },
  {
    name: "what was read before a commit is served after it",
    file: "src/database/write-queue.ts",
    find: "clearReadCache(db);",
    replace: "",
    test: "src/database/write-queue.test.ts",
  },
  {
    name: "a write is confirmed before it is durable",
    file: "src/database/write-queue.ts",
    find: "outcomes = runBatch(db, batch);",
    replace: "outcomes = runBatch(db, batch); for (const { settle } of outcomes) settle();",
    test: "src/database/write-queue.storage.test.ts",
  },
  {
    name: "half of a write that failed is kept",
    file: "src/database/write-queue.ts",
    find: '"ROLLBACK TO write"',
    replace: '"SELECT 1"',
    test: "src/database/write-queue.test.ts",
  },
  {
    name: "one subscriber that throws keeps the others from hearing",
    file: "src/database/write-queue.ts",
    find: "      onSubscriberError(error);",
    replace: "      throw error;",
    test: "src/database/write-queue.test.ts",
  },
  {
    name: "who was removed a moment ago still posts",
    file: "src/messages/store.ts",
    find: "WHERE id = ? AND suspended_at IS NULL AND left_at IS NULL",
    replace: "WHERE id = ?",
    test: "test/http/races.test.ts",
  },
  {
    name: "the key of somebody else's message gives it away",
    file: "src/messages/store.ts",
    find: "known?.author === author && known.room === room;",
    replace: "known !== undefined;",
    test: "src/messages/store.test.ts",
  },
  {
    name: "everybody edits everything",
    file: "src/messages/changes.store.ts",
    find: "(author) => author === by)",
    replace: "() => true)",
    test: "src/messages/changes.store.test.ts",
  },
  {
    name: "an edit brings a deleted message back",
    file: "src/messages/changes.store.ts",
    find: 'return message.deletedBy === null ? undefined : "deleted";',
    replace: "return undefined;",
    test: "test/http/races.test.ts",
  },
  {
    name: "from the twenty-first on nobody finds their own reaction",
    file: "src/messages/changes.store.ts",
    find: "AND message_id <= +? ORDER BY message_id",
    replace: "AND message_id <= +? AND id IN (SELECT id FROM reactions ORDER BY id DESC LIMIT 20)",
    test: "test/http/reacting.test.ts",
  },
  {
    name: "the database decides by its own clock",
    file: "src/auth/lifecycle.ts",
    find: "username_folded = ?, password_hash = ''",
    replace: "username_folded = ? || random(), password_hash = ''",
    test: "src/writes.test.ts",
  },
];

const people: Mutant[] = [
  {
    name: "every session that was ever used stays in memory",
    file: "src/auth/sessions.ts",
    find: "boundedMap<string, Session>({ most: options.remembered })",
    replace: "boundedMap<string, Session>({ most: Infinity })",
    test: "src/auth/sessions.test.ts",
  },
  {
    name: "a session that has ended lets in while it is in memory",
    file: "src/auth/sessions.ts",
    find: "for (const id of ids) {",
    replace: "for (const id of ids.slice(ids.length)) {",
    test: "src/auth/sessions.test.ts",
  },
  {
    name: "one token is taken in several spellings",
    file: "src/auth/sessions.ts",
    find: "if (!CANONICAL.test(token)) return undefined;",
    replace: "",
    test: "src/auth/sessions.test.ts",
  },
  {
    name: "of two session cookies the first counts",
    file: "src/auth/cookies.ts",
    find: "return others.length === 0 ? token : undefined;",
    replace: "return token;",
    test: "test/http/sessions.test.ts",
  },
  {
    name: "passwords can be guessed without end",
    file: "src/auth/login-throttle.ts",
    find: "return [[ofNetwork, network],",
    replace: "return [] ?? [[ofNetwork, network],",
    test: "src/auth/login-throttle.test.ts",
  },
  {
    name: "a new password leaves the old sessions in force",
    file: "src/auth/passwords.store.ts",
    find: "endSessions(db, { userId, keep }, record);",
    replace: "",
    test: "src/auth/accounts.store.test.ts",
  },
  {
    name: "two names may look the same",
    file: "src/users/lookalikes.store.ts",
    find: "return skeletons.some((skeleton) => query.get(skeleton) !== null);",
    replace: "return skeletons.length > 9 && query.get('') !== null;",
    test: "src/auth/accounts.store.test.ts",
  },
  {
    name: "everybody is let in to the pages of administrators",
    file: "src/auth/auth.ts",
    find: "if (session?.member.admin)",
    replace: "if (session?.member)",
    test: "test/http/routes.test.ts",
  },
  {
    name: "the link for the first administrator works for the second",
    file: "src/auth/registration.store.ts",
    find: 'return hasAdministrator(db) ? "spent" : undefined;',
    replace: "return undefined;",
    test: "src/auth/accounts.store.test.ts",
  },
];

const requests: Mutant[] = [
  {
    name: "a message is read under the address of another room",
    file: "src/messages/store.ts",
    find: "WHERE messages.id = ? AND room_id = ?",
    replace: "WHERE messages.id = ? AND 0 < ?",
    test: "test/http/changing.test.ts",
    only: "room",
  },
  {
    name: "a search finds what was said in rooms that the reader can't see",
    file: "src/search/find.ts",
    find: "!rooms.has(hit.room) ||",
    replace: "",
    test: "src/search/find.test.ts",
  },
  {
    name: "a search looks into the index for what was edited just now, and misses it",
    file: "src/search/store.ts",
    find: "const waiting = [...readPending(db, from, end)];",
    replace: "const waiting: Hit[] = [];",
    test: "src/search/indexing.test.ts",
  },
  {
    name: "a search takes what is in the index for all there is",
    file: "src/search/find.ts",
    find: "if (goesOn) lookInSteps(readNew, first);",
    replace: "if (goesOn) reached = first;",
    test: "src/search/indexing.test.ts",
  },
  {
    name: "an edited text stays in the index",
    file: "db/migrations/0008-search-text.sql",
    find: "INSERT INTO search (search, rowid, body, era, author, room) SELECT 'delete', * FROM searchable WHERE id = old.id;",
    replace: "",
    test: "src/search/indexing.test.ts",
  },
  {
    name: "an index that was made by other rules is used on",
    file: "src/search/indexing.ts",
    find: "if (readState(db).version === FOLDING) return;",
    replace: "return;",
    test: "src/search/indexing.test.ts",
  },
  {
    name: "a letter that is two marks the wrong characters of an excerpt",
    file: "src/search/excerpt.ts",
    find: "ends[end - 1] ?? text.length",
    replace: "starts[end] ?? text.length",
    test: "src/search/excerpt.test.ts",
  },
  {
    name: "the last day of a search ends when it begins",
    file: "src/search/routes.tsx",
    find: "startOfDay(asked.to, asked.zone, 1)",
    replace: "startOfDay(asked.to, asked.zone)",
    test: "test/http/search.test.ts",
    only: "day",
  },
  {
    name: "other sites can send forms",
    file: "src/http/request-guard.ts",
    find: "if (changes && !isSameOrigin",
    replace: "if (!changes && !isSameOrigin",
    test: "test/http/origin.test.ts",
  },
  {
    name: "every name that leads to this machine is answered",
    file: "src/http/hosts.ts",
    find: "if (isLoopback(name) || names.has(name)) return true;",
    replace: "return true;",
    test: "test/http/hosts.test.ts",
  },
  {
    name: "bodies of any kind are read",
    file: "src/http/body.ts",
    find: "(type !== PLAIN && !isMultipart)",
    replace: "(type === PARTS && !isMultipart)",
    test: "src/http/body.test.ts",
  },
  {
    name: "a form has as many fields as somebody likes",
    file: "src/http/body.ts",
    find: "++count > FIELDS",
    replace: "++count > Infinity",
    test: "src/http/body.test.ts",
  },
  {
    name: "a stranger sends as much as a member",
    file: "src/http/body.ts",
    find: "size > config.strangerBodyBytes && ",
    replace: "size > Infinity && ",
    test: "src/http/body.test.ts",
  },
  {
    name: "nothing is ever too often",
    file: "src/lib/rate-limit.ts",
    find: "if (late > interval / 1e6)",
    replace: "if (late > Infinity)",
    test: "src/lib/rate-limit.test.ts",
  },
  {
    name: "a bounded map grows without bound",
    file: "src/lib/bounded-map.ts",
    find: "if (youngSize < most / 2) return;",
    replace: "if (youngSize < Infinity) return;",
    test: "src/lib/bounded-map.test.ts",
  },
];

const pages: Mutant[] = [
  {
    name: "what people wrote comes unescaped into attributes",
    file: "src/views/html.ts",
    find: "export const attribute = (text: string): string => Bun.escapeHTML(text);",
    replace: "export const attribute = (text: string): string => text;",
    test: "test/http/escaping.test.ts",
  },
  {
    name: "a link in a message may run a script",
    file: "src/messages/markdown/links.ts",
    find: "(?:https?:\\/\\/|mailto:)",
    replace: "(?:https?:\\/\\/|mailto:|javascript:)",
    test: "src/messages/markdown/markdown.test.ts",
  },
  {
    name: "what is sent again is another message",
    file: "src/browser/outbox.ts",
    find: "key: message.key, reply",
    replace: "key: randomKey(), reply",
    test: "test/browser/outage.test.ts",
    only: "the server is killed",
  },
  {
    name: "what is too long is sent, to be refused",
    file: "src/browser/composer.ts",
    find: ".length > MOST)",
    replace: ".length > Infinity)",
    test: "test/browser/long-messages.test.ts",
  },
  {
    name: "a page waits long for a server that is back",
    file: "src/browser/socket.ts",
    find: "const pause = Math.random() * Math.min(",
    replace: "const pause = 20_000 * Math.min(",
    test: "test/browser/outage.test.ts",
    only: "whoever waits",
  },
  {
    name: "what is not sent yet is lost by a reload",
    file: "src/browser/outbox.ts",
    find: "else if (name.startsWith(STORED)) merge",
    replace: "else if (name.startsWith(`${STORED}-`)) merge",
    test: "test/browser/reading.test.ts",
    only: "a draft outlives",
  },
];

const house: Mutant[] = [
  {
    name: "the lowest floor knows the highest",
    file: "src/lib/intl.ts",
    find: "/** Cuts",
    replace: 'import "../app.ts";\n/** Cuts',
    test: "test/house/floors.test.ts",
  },
];

export const mutants: Mutant[] = [...live, ...writes, ...people, ...requests, ...pages, ...house];
