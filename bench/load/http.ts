/** Keep-alive HTTP connections on raw sockets: a request is written, its answer read to the end. */
import type { Socket } from "bun";

export type HttpAnswer = { status: number; body: string; bytes: number };

export type HttpConnection = {
  /** Sends a whole request and resolves with its answer; one at a time. */
  ask: (request: string) => Promise<HttpAnswer>;
  /** False once the server has closed it, as it does with those that were not used for long. */
  isOpen: () => boolean;
  close: () => void;
};

const TIMEOUT = 30_000;

export async function connectHttp(port: number): Promise<HttpConnection> {
  let asked: PromiseWithResolvers<HttpAnswer> | undefined;
  let text = "";
  let needed = 0;
  let open = true;
  const fail = (reason: string) => asked?.reject(new Error(reason));

  const socket: Socket<undefined> = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data(_, chunk) {
        text += chunk.toString("latin1");
        if (text.length < needed) return;
        const head = text.indexOf("\r\n\r\n");
        if (head < 0) return;
        const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1];
        needed = head + 4 + Number(length ?? 0);
        if (text.length < needed) return;
        const answer = { status: Number(text.slice(9, 12)), body: text.slice(head + 4, needed), bytes: needed };
        text = "";
        needed = 0;
        asked?.resolve(answer);
      },
      close() {
        open = false;
        fail("the server closed the connection");
      },
      error: (_, error) => fail(error.message),
    },
  });

  return {
    ask(request) {
      const current = (asked = Promise.withResolvers<HttpAnswer>());
      const timer = setTimeout(() => fail("no answer"), TIMEOUT);
      socket.write(request);
      return current.promise.finally(() => clearTimeout(timer));
    },
    isOpen: () => open,
    close: () => socket.terminate(),
  };
}

export const getRequest = (path: string, headers: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;

/** A form as the page's script posts it. */
export function postRequest(path: string, fields: Record<string, string>, headers: string): string {
  const body = new URLSearchParams(fields).toString();
  return (
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nHX-Request: true\r\n` +
    `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n${headers}\r\n${body}`
  );
}
