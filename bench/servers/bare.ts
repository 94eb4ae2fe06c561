/**
 * The bare machine: publishes what comes in over a socket, in a row of the same bytes as Parlor's. It stores nothing,
 * renders nothing and knows nobody. `/resume` sends so many rows on opening, as somebody who comes back gets them.
 */
import { MARKER } from "../load/text.ts";

const rowBytes = Number(process.env.ROW_BYTES ?? 400);
const catchUp = `${MARKER}${" ".repeat(rowBytes - 1)}`.repeat(Number(process.env.ROWS ?? 20));
const padding = " ".repeat(rowBytes);
const rowOf = (text: string) => padding.slice(text.length) + text;

const server = Bun.serve<{ resumes: boolean }>({
  port: 0,
  hostname: "127.0.0.1",
  fetch(request, server) {
    const resumes = request.url.endsWith("/resume");
    return server.upgrade(request, { data: { resumes } }) ? undefined : new Response("sockets only", { status: 426 });
  },
  websocket: {
    idleTimeout: 0,
    perMessageDeflate: false,
    backpressureLimit: 256 * 1_048_576, // else what does not fit is dropped silently
    open(socket) {
      if (socket.data.resumes) socket.send(catchUp);
      socket.subscribe("room");
    },
    message(_, text) {
      server.publish("room", rowOf(String(text)), false);
    },
  },
});
process.stdout.write(`${server.port}\n`);
