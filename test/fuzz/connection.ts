/** One connection by hand: writes what it is given, and reports what came back. */

export type Heard = {
  /** The status of each answer, as far as they can be told apart. */
  statuses: number[];
  /** The server ended the connection. */
  closed: boolean;
  bytes: Buffer;
};

export type Connection = {
  /** Writes the parts in turn, then listens until the server ends it, has answered, or is silent for so many ms. */
  say: (parts: Buffer[], silence: number) => Promise<Heard>;
  /** Whether the server has ended the connection. */
  isClosed: () => boolean;
  end: () => void;
};

export async function openConnection(port: number): Promise<Connection> {
  let chunks: Buffer[] = [];
  let closed = false;
  let wake = () => {};
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data(_, chunk) {
        chunks.push(Buffer.from(chunk));
        wake();
      },
      close() {
        closed = true;
        wake();
      },
      error: () => {},
    },
  });

  const heardSomething = (ms: number) =>
    new Promise<boolean>((resolve) => {
      const timer = setTimeout(resolve, ms, false);
      wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });

  return {
    async say(parts, silence) {
      chunks = [];
      for (const part of parts) {
        if (closed) break;
        socket.write(part);
        if (parts.length > 1) await new Promise((resolve) => setImmediate(resolve));
      }
      while (!closed && !isWhole(Buffer.concat(chunks)) && (await heardSomething(silence)));
      const bytes = Buffer.concat(chunks);
      const statuses = [...bytes.toString("latin1").matchAll(/(?:^|\r\n|>)HTTP\/1\.1 (\d{3})/g)].map(([, code]) =>
        Number(code),
      );
      return { statuses, closed, bytes };
    },
    isClosed: () => closed,
    end: () => socket.terminate(),
  };
}

/** Whether the first answer is complete. */
function isWhole(bytes: Buffer): boolean {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const head = bytes.subarray(0, end).toString("latin1").toLowerCase();
  const length = /\ncontent-length: (\d+)/.exec(head)?.[1];
  return bytes.length >= end + 4 + Number(length ?? 0);
}
