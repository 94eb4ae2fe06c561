/** A small TCP proxy that can behave like a bad network. */
import type { Socket, TCPSocketListener } from "bun";

/**
 * `cut` drops every connection and refuses new ones; `half-open` swallows all bytes without a word, and the connections it met stay
 * so for ever; `deaf` does so to the WebSockets that are open now, while everything else goes on; `no-requests` and
 * `no-answers` swallow one direction only; `stalled` takes nothing from either side until the weather changes.
 */
export type Weather = "fine" | "cut" | "half-open" | "deaf" | "no-requests" | "no-answers" | "stalled";

/** How bytes travel in both directions. Order is kept within a connection, not between connections: one may overtake another. */
export type Pace = {
  /** Each chunk is late by so many ms, a new one for each. */
  late?: () => number;
  /** Chunks leave one byte at a time. */
  byByte?: boolean;
};

export type Proxy = {
  url: string;
  port: number;
  turn: (weather: Weather) => void;
  /** Milliseconds by which bytes on their way to the server are late. */
  delay: (ms: number) => void;
  pace: (pace: Pace) => void;
  [Symbol.dispose]: () => void;
};

type Connection = {
  side: "client" | "server";
  other: Socket<Connection> | undefined;
  waiting: Uint8Array[];
  isWebSocket: boolean;
  isDeaf: boolean;
  /** Chunks of this side that are still on their way, the last of them. */
  travelling: Promise<void> | undefined;
};

const newConnection = (side: Connection["side"], other?: Socket<Connection>): Connection => ({
  side,
  other,
  waiting: [],
  isWebSocket: false,
  isDeaf: false,
  travelling: undefined,
});

/** Forwards a free port to the one given. */
export function startProxy(target: number): Proxy {
  const connections = new Set<Socket<Connection>>();
  let weather: Weather = "fine";
  let pace: Pace = {};
  let late = 0;

  const forward = (from: Socket<Connection>, data: Uint8Array) => {
    const { other, isDeaf } = from.data;
    if (!isDeaf && other) write(other, data);
  };

  /** Sends a chunk on its way; what comes after it on the same connection arrives after it. */
  const carry = (from: Socket<Connection>, chunk: Uint8Array, deliver: (data: Uint8Array) => void) => {
    const ms = (from.data.side === "client" ? late : 0) + (pace.late?.() ?? 0);
    if (ms === 0 && !pace.byByte && !from.data.travelling) return deliver(chunk);
    const data = new Uint8Array(chunk);
    const { byByte } = pace;
    const arrives = performance.now() + ms;
    const before = from.data.travelling;
    const travelling = (async () => {
      await before;
      const rest = arrives - performance.now();
      if (rest > 0) await Bun.sleep(rest);
      if (!byByte) return deliver(data);
      for (let index = 0; index < data.length; index++) {
        deliver(data.slice(index, index + 1));
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    from.data.travelling = travelling;
    void travelling.then(() => {
      if (from.data.travelling === travelling) from.data.travelling = undefined;
    });
  };

  const forwardRequest = (client: Socket<Connection>, chunk: Uint8Array) => {
    if (new TextDecoder().decode(chunk.subarray(0, 2_000)).toLowerCase().includes("upgrade: websocket")) {
      client.data.isWebSocket = true;
    }
    carry(client, chunk, (data) => {
      if (client.data.other) forward(client, data);
      else if (!client.data.isDeaf) client.data.waiting.push(new Uint8Array(data));
    });
  };

  const hangUp = (socket: Socket<Connection>) => {
    connections.delete(socket);
    const end = () => {
      if (!socket.data.isDeaf) socket.data.other?.end();
    };
    if (socket.data.travelling) void socket.data.travelling.then(end);
    else end();
  };

  const connect = (client: Socket<Connection>) =>
    Bun.connect<Connection>({
      hostname: "127.0.0.1",
      port: target,
      data: newConnection("server", client),
      socket: {
        open(server) {
          connections.add(server);
          server.setNoDelay(true);
          server.data.isDeaf = weather === "no-answers";
          client.data.other = server;
          for (const data of client.data.waiting.splice(0)) write(server, data);
          if (weather === "stalled") server.pause();
        },
        data: (server, data) => carry(server, data, (data) => forward(server, data)),
        drain: flush,
        close: hangUp,
        connectError: () => void client.end(),
      },
    });

  const listener: TCPSocketListener<Connection> = Bun.listen<Connection>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(client) {
        client.data = newConnection("client");
        client.data.isDeaf = weather === "half-open" || weather === "no-requests";
        if (weather === "cut") return void client.terminate();
        connections.add(client);
        client.setNoDelay(true);
        if (weather === "stalled") client.pause();
        if (weather !== "half-open") connect(client).catch(() => client.end());
      },
      data: forwardRequest,
      drain: flush,
      close: hangUp,
    },
  });

  /** Whether a connection goes deaf in the weather: what its side sends is swallowed from then on. */
  const deafens = ({ side, isWebSocket, other }: Connection): boolean =>
    weather === "half-open" ||
    (weather === "deaf" && (isWebSocket || other?.data.isWebSocket === true)) ||
    (weather === "no-requests" && side === "client") ||
    (weather === "no-answers" && side === "server");

  return {
    url: `http://localhost:${listener.port}`,
    port: listener.port,
    turn(next) {
      const wasStalled = weather === "stalled";
      weather = next;
      if (next === "cut") for (const connection of [...connections]) connection.terminate();
      for (const connection of connections) {
        if (next === "stalled") connection.pause();
        else if (wasStalled) connection.resume();
        connection.data.isDeaf ||= deafens(connection.data);
      }
    },
    delay: (ms) => void (late = ms),
    pace: (next) => void (pace = next),
    [Symbol.dispose]() {
      for (const connection of [...connections]) connection.terminate();
      listener.stop(true);
    },
  };
}

function write(socket: Socket<Connection>, data: Uint8Array) {
  const { waiting } = socket.data;
  const written = waiting.length > 0 ? 0 : socket.write(data);
  if (written >= 0 && written < data.length) waiting.push(new Uint8Array(data.subarray(written)));
}

function flush(socket: Socket<Connection>) {
  const { waiting } = socket.data;
  while (waiting[0]) {
    const written = socket.write(waiting[0]);
    if (written < waiting[0].length) {
      waiting[0] = waiting[0].subarray(Math.max(0, written));
      return;
    }
    waiting.shift();
  }
}
