/** A request written by hand, for what fetch tidies up or can't send, and for counting what crosses the wire. */

export type RawAnswer = {
  status: number;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
  /** Everything that came, the head included. */
  bytes: number;
};

/** Sends the lines of a head to a port of this machine and resolves with the whole answer. */
export async function askRaw(port: number, ...head: string[]): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  let received = Buffer.alloc(0);
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data(_, chunk) {
        received = Buffer.concat([received, chunk]);
        const answer = parse(received);
        if (answer) resolve(answer);
      },
      close: () => reject(new Error(`closed without an answer: ${received.toString("latin1")}`)),
      error: (_, error) => reject(error),
    },
  });
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  try {
    return await promise;
  } finally {
    socket.terminate();
  }
}

/** The head of a WebSocket handshake. */
export const handshake = (path: string, host: string, ...more: string[]): string[] => [
  `GET ${path} HTTP/1.1`,
  `Host: ${host}`,
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ...more,
];

/** The answer, once it has come whole. Every answer of Parlor says its length. */
function parse(received: Buffer): RawAnswer | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first = "", ...lines] = received.subarray(0, end).toString("latin1").split("\r\n");
  const status = Number(first.split(" ")[1]);
  const headers = new Headers(
    lines.map((line): [string, string] => [line.split(":")[0] ?? "", line.replace(/^[^:]*: ?/, "")]),
  );
  const body = new Uint8Array(received.subarray(end + 4));
  const whole = status === 101 || body.length >= Number(headers.get("content-length") ?? 0);
  return whole ? { status, headers, body, bytes: received.length } : undefined;
}
