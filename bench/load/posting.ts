/** Ways to say something to a server: Parlor over HTTP, the others over a socket. */
import type { Parlor } from "../servers/parlor.ts";
import { clientFrame, handshake } from "./frames.ts";
import { connectHttp, type HttpConnection, postRequest } from "./http.ts";
import { clock, textOf } from "./text.ts";

export type Speaker = {
  say: (text: string) => void;
  /** Resolves when all that was said has been answered; the number of those refused since it was last asked. */
  answered: () => Promise<number>;
  close: () => void;
};

export const MESSAGES = "/rooms/lobby/messages";

/** Who says the next message, and where. */
type Turn = (said: number) => { cookie: string; path: string };

/**
 * Posts forms as pages do, each on a connection that is free, by everybody in turns, to the lobby unless said otherwise.
 * @param fieldsOf what a form has beside its text
 */
export function httpSpeaker(
  { port, cookies }: Pick<Parlor, "port" | "cookies">,
  turn: Turn = inLobby(cookies),
  fieldsOf: () => Record<string, string> = () => ({ key: Bun.randomUUIDv7() }),
): Speaker {
  const all: HttpConnection[] = [];
  const free: HttpConnection[] = [];
  const pending = new Set<Promise<void>>();
  let said = 0;
  let refused = 0;

  async function post(text: string) {
    const { cookie, path } = turn(said++);
    let connection = free.pop();
    while (connection && !connection.isOpen()) connection = free.pop();
    if (!connection) all.push((connection = await connectHttp(port)));
    const answer = await connection.ask(postRequest(path, { body: text, ...fieldsOf() }, cookie));
    if (answer.status !== 201) refused++;
    free.push(connection);
  }

  return {
    say(text) {
      const posted = post(text)
        .catch(() => void refused++)
        .finally(() => pending.delete(posted));
      pending.add(posted);
    },
    async answered() {
      await Promise.all(pending);
      const before = refused;
      refused = 0;
      return before;
    },
    close() {
      for (const connection of all) connection.close();
    },
  };
}

const inLobby =
  (cookies: string[]): Turn =>
  (said) => ({ cookie: cookies[said % cookies.length] ?? "", path: MESSAGES });

type SocketOptions = {
  /** The first text. */
  greeting?: string;
  /** Makes a server's frame of a text. */
  wrap?: (text: string) => string;
  /** Lines of the handshake beside its own. */
  headers?: string;
};

export async function socketSpeaker(
  port: number,
  path: string,
  { greeting = "", wrap = (text) => text, headers = "" }: SocketOptions = {},
): Promise<Speaker> {
  const ready = Promise.withResolvers<void>();
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      open: (socket) => void socket.write(handshake(path, headers)),
      data: () => ready.resolve(), // its own copies of the rows are read and forgotten
    },
  });
  await ready.promise;
  if (greeting) socket.write(clientFrame(greeting));
  await Bun.sleep(100);
  return {
    say: (text) => void socket.write(clientFrame(wrap(text))),
    answered: () => Promise.resolve(0),
    close: () => socket.terminate(),
  };
}

/** Says `count` messages at an even rate, numbered from `first`; what is late is made up for. Returns the ms it took. */
export const sayAtRate = ({ say }: Speaker, count: number, perSecond: number, length = 80, first = 0) =>
  atRate(count, perSecond, (said) => say(textOf(first + said, length)));

/** Does something at an even rate, told how often it was done before; what is late is made up for. Returns the ms it took. */
export async function atRate(count: number, perSecond: number, act: (done: number) => void): Promise<number> {
  const start = clock();
  for (let done = 0; done < count;) {
    const due = Math.min(count, 1 + Math.floor(((clock() - start) * perSecond) / 1_000));
    while (done < due) act(done++);
    const next = start + (done * 1_000) / perSecond - clock();
    if (done < count) await Bun.sleep(Math.max(1, next));
  }
  return clock() - start;
}
