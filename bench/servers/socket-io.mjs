/** Socket.IO on Node: what comes in goes to everybody. */
import { createServer } from "node:http";

import { Server } from "socket.io";

const padding = " ".repeat(Number(process.env.ROW_BYTES ?? 400));
const http = createServer();
const io = new Server(http, { perMessageDeflate: false, serveClient: false, transports: ["websocket"] });
io.on("connection", (socket) => {
  socket.on("message", (text) => io.emit("message", padding.slice(text.length) + text));
});
http.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () => process.stdout.write(`${http.address().port}\n`));
