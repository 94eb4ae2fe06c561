/** Node with ws: what comes in over a socket goes to everybody, each copy framed anew, as ws does it. */
import { WebSocketServer } from "ws";

const padding = " ".repeat(Number(process.env.ROW_BYTES ?? 400));
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false, backlog: 1024 });
server.on("connection", (socket) => {
  socket.on("error", () => socket.terminate());
  socket.on("message", (data) => {
    const text = String(data);
    const row = padding.slice(text.length) + text;
    for (const client of server.clients) if (client.readyState === 1) client.send(row);
  });
});
server.on("listening", () => process.stdout.write(`${server.address().port}\n`));
