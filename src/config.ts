/** The environment, read once into one validated Config. Every limit of Parlor is named here, with its unit. */
import { bucket, hostNames, integer, oneOf, secret, text } from "./lib/environment.ts";

type Environment = Record<string, string | undefined>;

export const settings = {
  /** Port to listen on; 0 takes a free one. */
  port: integer("PORT", 8080, 0, 65_535),
  /** Address to listen on; `0.0.0.0` means every network of the machine. */
  host: text("HOST", "127.0.0.1"),
  /** What the place is called until an administrator names it in the page. */
  siteName: text("SITE_NAME", "Parlor"),
  /** Folder for the database, its secret, its lock and people's files. */
  dataDir: text("DATA_DIR", "db"),
  /** Where files are: `DATA_DIR/files`, or with `s3://bucket/prefix` in S3, reached by the usual `S3_…` variables. */
  files: bucket("FILES"),
  /** Key that signs sessions, at least 32 characters; by default `DATA_DIR/secret`, made on the first start. */
  jwtSecret: secret("JWT_SECRET"),
  /** Number of proxies in front whose `X-Forwarded-*` headers are believed. */
  trustProxy: integer("TRUST_PROXY", 0, 0, 16),
  /** Names it answers to, as in `chat.example.com, *.example.org`; the default is in _Run it for others_. */
  allowedHosts: hostNames("ALLOWED_HOSTS"),
  /** ngrok's token, for `bun run share`. */
  ngrokToken: text("NGROK_AUTHTOKEN", ""),
  /** Least important level that is still logged. */
  logLevel: oneOf("LOG_LEVEL", "info", ["debug", "info", "warn", "error"]),
  /** Key for `/metrics`, at least 32 characters; without one there is no such page. */
  metricsToken: secret("METRICS_TOKEN"),
  /** Port of 127.0.0.1 that has `/metrics` without a key; 0 for none. */
  metricsPort: integer("METRICS_PORT", 0, 0, 65_535),

  /** Characters in a message. */
  messageLength: integer("MESSAGE_LENGTH", 4_000, 1, 20_000),
  /** Bytes in the body of a member's request; more if the longest message needs more, at 12 a character. */
  bodyBytes: integer("BODY_BYTES", 65_536, 1_024, 1_048_576),
  /** Bytes in the body of a request from somebody who is not logged in. */
  strangerBodyBytes: integer("STRANGER_BODY_BYTES", 8_192, 1_024, 1_048_576),
  /** Headers in a request. */
  headers: integer("HEADERS", 100, 20, 150),
  /** Characters in the address and headers of a request. */
  headerBytes: integer("HEADER_BYTES", 12_288, 4_096, 15_360),
  /** Requests from one address in 10 seconds; those from this machine don't count. */
  requestsPerAddress10s: integer("REQUESTS_PER_ADDRESS_10S", 10_000, 100, 1_000_000_000),
  /** Requests with a body that one address may have under way; those from this machine don't count. */
  requestsAtOncePerAddress: integer("REQUESTS_AT_ONCE_PER_ADDRESS", 300, 10, 1_000_000),
  /** Open connections and files, above which idle connections are closed. */
  connections: integer("CONNECTIONS", 16_384, 64, 1_000_000),
  /** Messages a person may send in 10 seconds. */
  postsPer10s: integer("POSTS_PER_10S", 20),
  /** Pages, earlier messages, menus and names a person may ask for in 10 seconds. */
  readsPer10s: integer("READS_PER_10S", 1_000),
  /** Searches a person may make in 10 seconds, one for each pause in typing. */
  searchesPer10s: integer("SEARCHES_PER_10S", 60),
  /** Messages a person may edit, delete or react to in 10 seconds; replies that quote one count too. */
  changesPer10s: integer("CHANGES_PER_10S", 30),
  /** Different emoji under a message. */
  reactionsPerMessage: integer("REACTIONS_PER_MESSAGE", 20, 1, 100),
  /** Accounts made from one address in 10 minutes. */
  registrationsPer10min: integer("REGISTRATIONS_PER_10MIN", 60),
  /** Failed log-ins for one name from one address, or in one browser it was used in before, in 10 minutes. */
  loginsPerName10min: integer("LOGINS_PER_NAME_10MIN", 10),
  /** Failed log-ins for one name in 10 minutes, except in browsers it was used in before. */
  loginsPerNameAnywhere10min: integer("LOGINS_PER_NAME_ANYWHERE_10MIN", 100),
  /** Failed log-ins from one address in 10 minutes. */
  loginsPerAddress10min: integer("LOGINS_PER_ADDRESS_10MIN", 200),
  /** People, names or addresses that each rate limit remembers; about 200 bytes each. */
  rateLimitKeys: integer("RATE_LIMIT_KEYS", 100_000, 1_000, 10_000_000),
  /** Passwords checked at the same time, 64 MB each. */
  hashesAtOnce: integer("HASHES_AT_ONCE", 1, 1, 64),
  /** Passwords waiting to be checked. */
  hashesWaiting: integer("HASHES_WAITING", 200, 1, 10_000),
  /** Of them, for one account. */
  hashesPerAccount: integer("HASHES_PER_ACCOUNT", 3, 1, 10_000),
  /** Of them, from one network: enough for a class that joins at once. */
  hashesPerNetwork: integer("HASHES_PER_NETWORK", 60, 1, 10_000),
  /** Megapixels of a picture that is shown; a larger one is stored as a file. Each takes up to 6 MB of memory. */
  pictureMegapixels: integer("PICTURE_MEGAPIXELS", 64, 1, 1_000),
  /** Megapixels of all frames of an animation that is shown. */
  animationMegapixels: integer("ANIMATION_MEGAPIXELS", 1_000, 1, 100_000),
  /** Pictures waiting to be prepared, one after the other. */
  picturesWaiting: integer("PICTURES_WAITING", 200, 1, 10_000),
  /** Of them, from one person. */
  picturesPerPerson: integer("PICTURES_PER_PERSON", 30, 1, 10_000),
  /** Days without a visit after which people have to log in again. */
  sessionDays: integer("SESSION_DAYS", 30, 1, 400),
  /** Sessions kept in memory; about 1 KB each. */
  sessionsInMemory: integer("SESSIONS_IN_MEMORY", 20_000, 100, 10_000_000),
  /** Characters people may say about themselves. */
  aboutLength: integer("ABOUT_LENGTH", 200, 1, 2_000),
  /** Times a person may change their profile in 10 minutes, and as often their picture. */
  profilesPer10min: integer("PROFILES_PER_10MIN", 20),
  /** Times a person may download their own data in 10 minutes. */
  downloadsPer10min: integer("DOWNLOADS_PER_10MIN", 5),
  /** Rooms a person may make, change or open directly in 10 minutes, people added to them included. */
  roomsPer10min: integer("ROOMS_PER_10MIN", 100),

  /** Bytes in a file that people send. */
  fileBytes: integer("FILE_BYTES", 25_000_000, 1_024, 10_737_418_240),
  /** Files in a message. */
  filesPerMessage: integer("FILES_PER_MESSAGE", 10, 1, 30),
  /** Bytes of files that a person may send on a day, counted from midnight in UTC. */
  filesPerPersonDay: integer("FILES_PER_PERSON_DAY", 500_000_000, 1_024, 900_000_000_000),
  /** Files of one person that are on their way or wait for their message. */
  uploadsPerPerson: integer("UPLOADS_PER_PERSON", 100, 1, 10_000),
  /** Bytes of files in all; 0 for no limit. */
  filesTotal: integer("FILES_TOTAL", 0, 0, 900_000_000_000),
  /** Bytes that files leave free on the disk, for messages. */
  diskFreeFloor: integer("DISK_FREE_FLOOR", 1_000_000_000, 0, 900_000_000_000),
  /** Seconds without a byte after which a file that is being sent is interrupted, to go on later. */
  uploadPauseSeconds: integer("UPLOAD_PAUSE_S", 30, 1, 600),

  /** Pages one person may have open. */
  socketsPerPerson: integer("SOCKETS_PER_PERSON", 20),
  /**
   * Messages (is writing, is away) that the pages of one person may send in 10 seconds; one with twice as many is closed.
   */
  clientMessagesPer10s: integer("CLIENT_MESSAGES_PER_10S", 40),
  /** Seconds until a person whose page was closed for that may open one again. */
  framePauseSeconds: integer("FRAME_PAUSE_S", 60, 1, 86_400),
  /** Seconds out of sight after which a page counts as away. */
  awayAfterSeconds: integer("AWAY_AFTER_S", 300, 1, 86_400),
  /** Seconds between two heartbeats to an open page. */
  heartbeatSeconds: integer("HEARTBEAT_S", 25, 1, 50),
  /** Shortest time between two transactions, in milliseconds. */
  flushInterval: integer("FLUSH_INTERVAL_MS", 50, 0, 1_000),
  /** Missed messages that are sent one by one; if there are more, the latest page is sent. */
  catchUpRows: integer("CATCH_UP_ROWS", 500, 10, 10_000),
  /** Bytes kept for a slow reader before it is disconnected, to catch up later. */
  backpressureBytes: integer("BACKPRESSURE_BYTES", 1_048_576, 65_536, 16_777_216),
  /** Seconds without an answer after which S3 counts as out of reach. */
  filesTimeoutSeconds: integer("FILES_TIMEOUT_S", 30, 1, 600),
  /** Bytes of rendered messages kept in memory. */
  rowCacheBytes: integer("ROW_CACHE_BYTES", 8_388_608, 0, 1_073_741_824),
  /** Seconds that requests get to finish when the server stops. */
  shutdownSeconds: integer("SHUTDOWN_S", 4, 1, 60),
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
