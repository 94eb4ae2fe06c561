/** The environment, read once into one validated Config. Every limit of Parlor is named here, with its unit. */
import { bucket, hostNames, integer, oneOf, secret, text } from "./lib/environment.ts";

type Environment = Record<string, string | undefined>;

export const settings = {
  port: integer("PORT", 8080, 0, 65_535, "port to listen on; 0 takes a free one"),
  host: text("HOST", "127.0.0.1", "address to listen on; `0.0.0.0` means every network of the machine"),
  siteName: text("SITE_NAME", "Parlor", "what the place is called until an administrator names it in the page"),
  dataDir: text("DATA_DIR", "db", "folder for the database, its secret, its lock and people's files"),
  files: bucket(
    "FILES",
    "where files are: `DATA_DIR/files`, or with `s3://bucket/prefix` in S3, reached by the usual `S3_…` variables",
  ),
  jwtSecret: secret(
    "JWT_SECRET",
    "key that signs sessions, at least 32 characters; by default `DATA_DIR/secret`, made on the first start",
  ),
  trustProxy: integer("TRUST_PROXY", 0, 0, 16, "number of proxies in front whose `X-Forwarded-*` headers are believed"),
  allowedHosts: hostNames(
    "ALLOWED_HOSTS",
    "names it answers to, as in `chat.example.com, *.example.org`; the default is in _Run it for others_",
  ),
  ngrokToken: text("NGROK_AUTHTOKEN", "", "ngrok's token, for `bun run share`"),
  logLevel: oneOf(
    "LOG_LEVEL",
    "info",
    ["debug", "info", "warn", "error"],
    "least important level that is still logged",
  ),
  metricsToken: secret(
    "METRICS_TOKEN",
    "key for `/metrics`, at least 32 characters; without one there is no such page",
  ),
  metricsPort: integer("METRICS_PORT", 0, 0, 65_535, "port of 127.0.0.1 that has `/metrics` without a key; 0 for none"),

  messageLength: integer("MESSAGE_LENGTH", 4_000, 1, 20_000, "characters in a message"),
  bodyBytes: integer(
    "BODY_BYTES",
    65_536,
    1_024,
    1_048_576,
    "bytes in the body of a member's request; more if the longest message needs more, at 12 a character",
  ),
  strangerBodyBytes: integer(
    "STRANGER_BODY_BYTES",
    8_192,
    1_024,
    1_048_576,
    "bytes in the body of a request from somebody who is not logged in",
  ),
  headers: integer("HEADERS", 100, 20, 150, "headers in a request"),
  headerBytes: integer("HEADER_BYTES", 12_288, 4_096, 15_360, "characters in the address and headers of a request"),
  requestsPerAddress10s: integer(
    "REQUESTS_PER_ADDRESS_10S",
    10_000,
    100,
    1_000_000_000,
    "requests from one address in 10 seconds; those from this machine don't count",
  ),
  requestsAtOncePerAddress: integer(
    "REQUESTS_AT_ONCE_PER_ADDRESS",
    300,
    10,
    1_000_000,
    "requests with a body that one address may have under way; those from this machine don't count",
  ),
  connections: integer(
    "CONNECTIONS",
    16_384,
    64,
    1_000_000,
    "open connections and files, above which idle connections are closed",
  ),
  postsPer10s: integer("POSTS_PER_10S", 20, 1, 1_000_000, "messages a person may send in 10 seconds"),
  readsPer10s: integer(
    "READS_PER_10S",
    1_000,
    1,
    1_000_000,
    "pages, earlier messages, menus and names a person may ask for in 10 seconds",
  ),
  searchesPer10s: integer(
    "SEARCHES_PER_10S",
    60,
    1,
    1_000_000,
    "searches a person may make in 10 seconds, one for each pause in typing",
  ),
  changesPer10s: integer(
    "CHANGES_PER_10S",
    30,
    1,
    1_000_000,
    "messages a person may edit, delete or react to in 10 seconds; replies that quote one count too",
  ),
  reactionsPerMessage: integer("REACTIONS_PER_MESSAGE", 20, 1, 100, "different emoji under a message"),
  registrationsPer10min: integer(
    "REGISTRATIONS_PER_10MIN",
    60,
    1,
    1_000_000,
    "accounts made from one address in 10 minutes",
  ),
  loginsPerName10min: integer(
    "LOGINS_PER_NAME_10MIN",
    10,
    1,
    1_000_000,
    "failed log-ins for one name from one address, or in one browser it was used in before, in 10 minutes",
  ),
  loginsPerNameAnywhere10min: integer(
    "LOGINS_PER_NAME_ANYWHERE_10MIN",
    100,
    1,
    1_000_000,
    "failed log-ins for one name in 10 minutes, except in browsers it was used in before",
  ),
  loginsPerAddress10min: integer(
    "LOGINS_PER_ADDRESS_10MIN",
    200,
    1,
    1_000_000,
    "failed log-ins from one address in 10 minutes",
  ),
  rateLimitKeys: integer(
    "RATE_LIMIT_KEYS",
    100_000,
    1_000,
    10_000_000,
    "people, names or addresses that each rate limit remembers; about 200 bytes each",
  ),
  hashesAtOnce: integer("HASHES_AT_ONCE", 1, 1, 64, "passwords checked at the same time, 64 MB each"),
  hashesWaiting: integer("HASHES_WAITING", 200, 1, 10_000, "passwords waiting to be checked"),
  hashesPerAccount: integer("HASHES_PER_ACCOUNT", 3, 1, 10_000, "of them, for one account"),
  hashesPerNetwork: integer(
    "HASHES_PER_NETWORK",
    60,
    1,
    10_000,
    "of them, from one network: enough for a class that joins at once",
  ),
  pictureMegapixels: integer(
    "PICTURE_MEGAPIXELS",
    64,
    1,
    1_000,
    "megapixels of a picture that is shown; a larger one is stored as a file. Each takes up to 6 MB of memory",
  ),
  animationMegapixels: integer(
    "ANIMATION_MEGAPIXELS",
    1_000,
    1,
    100_000,
    "megapixels of all frames of an animation that is shown",
  ),
  picturesWaiting: integer("PICTURES_WAITING", 200, 1, 10_000, "pictures waiting to be prepared, one after the other"),
  picturesPerPerson: integer("PICTURES_PER_PERSON", 30, 1, 10_000, "of them, from one person"),
  sessionDays: integer("SESSION_DAYS", 30, 1, 400, "days without a visit after which people have to log in again"),
  sessionsInMemory: integer("SESSIONS_IN_MEMORY", 20_000, 100, 10_000_000, "sessions kept in memory; about 1 KB each"),
  aboutLength: integer("ABOUT_LENGTH", 200, 1, 2_000, "characters people may say about themselves"),
  profilesPer10min: integer(
    "PROFILES_PER_10MIN",
    20,
    1,
    1_000_000,
    "times a person may change their profile in 10 minutes, and as often their picture",
  ),
  downloadsPer10min: integer(
    "DOWNLOADS_PER_10MIN",
    5,
    1,
    1_000_000,
    "times a person may download their own data in 10 minutes",
  ),
  roomsPer10min: integer(
    "ROOMS_PER_10MIN",
    100,
    1,
    1_000_000,
    "rooms a person may make, change or open directly in 10 minutes, people added to them included",
  ),

  fileBytes: integer("FILE_BYTES", 25_000_000, 1_024, 10_737_418_240, "bytes in a file that people send"),
  filesPerMessage: integer("FILES_PER_MESSAGE", 10, 1, 30, "files in a message"),
  filesPerPersonDay: integer(
    "FILES_PER_PERSON_DAY",
    500_000_000,
    1_024,
    900_000_000_000,
    "bytes of files that a person may send on a day, counted from midnight in UTC",
  ),
  uploadsPerPerson: integer(
    "UPLOADS_PER_PERSON",
    100,
    1,
    10_000,
    "files of one person that are on their way or wait for their message",
  ),
  filesTotal: integer("FILES_TOTAL", 0, 0, 900_000_000_000, "bytes of files in all; 0 for no limit"),
  diskFreeFloor: integer(
    "DISK_FREE_FLOOR",
    1_000_000_000,
    0,
    900_000_000_000,
    "bytes that files leave free on the disk, for messages",
  ),
  uploadPauseSeconds: integer(
    "UPLOAD_PAUSE_S",
    30,
    1,
    600,
    "seconds without a byte after which a file that is being sent is interrupted, to go on later",
  ),

  socketsPerPerson: integer("SOCKETS_PER_PERSON", 20, 1, 1_000_000, "pages one person may have open"),
  clientMessagesPer10s: integer(
    "CLIENT_MESSAGES_PER_10S",
    40,
    1,
    1_000_000,
    "messages (is writing, is away) that the pages of one person may send in 10 seconds; one with twice as many is closed",
  ),
  framePauseSeconds: integer(
    "FRAME_PAUSE_S",
    60,
    1,
    86_400,
    "seconds until a person whose page was closed for that may open one again",
  ),
  awayAfterSeconds: integer("AWAY_AFTER_S", 300, 1, 86_400, "seconds out of sight after which a page counts as away"),
  heartbeatSeconds: integer("HEARTBEAT_S", 25, 1, 50, "seconds between two heartbeats to an open page"),
  flushInterval: integer("FLUSH_INTERVAL_MS", 50, 0, 1_000, "shortest time between two transactions, in milliseconds"),
  catchUpRows: integer(
    "CATCH_UP_ROWS",
    500,
    10,
    10_000,
    "missed messages that are sent one by one; if there are more, the latest page is sent",
  ),
  backpressureBytes: integer(
    "BACKPRESSURE_BYTES",
    1_048_576,
    65_536,
    16_777_216,
    "bytes kept for a slow reader before it is disconnected, to catch up later",
  ),
  filesTimeoutSeconds: integer(
    "FILES_TIMEOUT_S",
    30,
    1,
    600,
    "seconds without an answer after which S3 counts as out of reach",
  ),
  rowCacheBytes: integer("ROW_CACHE_BYTES", 8_388_608, 0, 1_073_741_824, "bytes of rendered messages kept in memory"),
  shutdownSeconds: integer("SHUTDOWN_S", 4, 1, 60, "seconds that requests get to finish when the server stops"),
} as const;

export type Config = { readonly [Key in keyof typeof settings]: (typeof settings)[Key]["fallback"] };

/**
 * Reads every setting. Empty variables count as absent.
 * @throws BadConfig naming the first variable with a bad value, the value, and what is expected
 */
export function readConfig(environment: Environment): Config {
  const entries = Object.entries(settings).map(([key, setting]) => {
    const value = environment[setting.name];
    return [key, value === undefined || value === "" ? setting.fallback : setting.read(value)];
  });
  const config = Object.fromEntries(entries) as Config;
  return { ...config, bodyBytes: Math.max(config.bodyBytes, longestForm(config)) };
}

/** Bytes of the form of the longest message: a character takes four in UTF-8, each of them three in a form. */
const longestForm = ({ messageLength }: Config): number => 12 * messageLength + 1_024;
