/** As many requests as a server takes: each connection asks again as soon as it has its answer. */
import type { Running } from "../servers/start.ts";
import { connectHttp } from "./http.ts";
import { clock } from "./text.ts";

export type Pressure = {
  /** CPU time of the server per answer, in µs. */
  cpuPerAnswer: number;
  perSecond: number;
  answers: number;
  /** Answers that were not what was expected. */
  wrong: number;
  bytesPerAnswer: number;
  /** Share of a core that the server used, and that this process did. */
  serverBusy: number;
  generatorBusy: number;
};

export type PressureOptions = {
  connections: number;
  milliseconds: number;
  /** Answers that end it before the time is over. */
  answers?: number;
  /** The next request of a connection. */
  request: (connection: number) => string;
  expected?: number;
};

export async function press(server: Running, options: PressureOptions): Promise<Pressure> {
  const { connections, milliseconds, answers: most = Infinity, request, expected = 200 } = options;
  const opened = await Promise.all(Array.from({ length: connections }, () => connectHttp(server.port)));
  const before = { cpu: server.cpu(), own: process.cpuUsage(), at: clock() };
  let answers = 0;
  let wrong = 0;
  let bytes = 0;
  await Promise.all(
    opened.map(async (connection, index) => {
      while (answers < most && clock() - before.at < milliseconds) {
        const answer = await connection.ask(request(index));
        answers++;
        bytes += answer.body.length;
        if (answer.status !== expected) wrong++;
      }
    }),
  );
  const took = clock() - before.at;
  const cpu = server.cpu() - before.cpu;
  const own = process.cpuUsage(before.own);
  for (const connection of opened) connection.close();
  return {
    cpuPerAnswer: cpu / answers,
    perSecond: (answers / took) * 1_000,
    answers,
    wrong,
    bytesPerAnswer: bytes / answers,
    serverBusy: cpu / took / 1_000,
    generatorBusy: (own.user + own.system) / took / 1_000,
  };
}
