/** The receivers of a run: processes of their own that share the sockets of each group between them. */
import { cpuOf } from "../measure/process.ts";
import { addUp, sum } from "../measure/statistics.ts";
import type { Answer, Command, Open, Report } from "./receiver.ts";

export type Receivers = {
  /** Opens the sockets of a group and waits until all are connected. */
  open: (group: string, open: Open) => Promise<void>;
  /** Sets the counters of a group to zero; from now on so many messages are expected. */
  expect: (group: string, messages: number) => Promise<void>;
  /** Waits until so many rows have arrived, or for `timeout` ms; returns what did. */
  arrival: (group: string, rows: number, timeout: number) => Promise<Report>;
  close: (group: string) => Promise<void>;
  /** CPU time the receivers have used, in µs: [each of them]. */
  cpu: () => number[];
  stop: () => void;
};

type Unsent = Command extends infer Each ? (Each extends unknown ? Omit<Each, "id"> : never) : never;

const ANSWER_TIMEOUT = 60_000;

export function startReceivers(processes: number): Receivers {
  const receivers = Array.from({ length: processes }, startReceiver);

  const tell = (command: Unsent) => Promise.all(receivers.map((receiver) => receiver.tell(command)));
  const rows = async (group: string) => sum((await tell({ kind: "rows", group })).map(Number));

  return {
    async open(group, open) {
      const share = (index: number) =>
        Math.floor((open.count * (index + 1)) / processes) - Math.floor((open.count * index) / processes);
      await Promise.all(
        receivers.map((receiver, index) => {
          const headers = open.headers.filter((_, at) => open.headers.length < processes || at % processes === index);
          return receiver.tell({ kind: "open", group, open: { ...open, headers, count: share(index) } });
        }),
      );
    },
    expect: async (group, messages) => void (await tell({ kind: "expect", group, messages })),
    async arrival(group, expected, timeout) {
      const deadline = performance.now() + timeout;
      while ((await rows(group)) < expected && performance.now() < deadline) await Bun.sleep(20);
      const reports = (await tell({ kind: "report", group })).filter((answer) => typeof answer === "object");
      return {
        rows: sum(reports.map((report) => report.rows)),
        wrong: sum(reports.map((report) => report.wrong)),
        bytes: sum(reports.map((report) => report.bytes)),
        ages: addUp(reports.map((report) => report.ages)),
      };
    },
    close: async (group) => void (await tell({ kind: "close", group })),
    cpu: () => receivers.map((receiver) => cpuOf(receiver.pid)),
    stop() {
      for (const receiver of receivers) receiver.stop();
    },
  };
}

function startReceiver() {
  const waiting = new Map<number, PromiseWithResolvers<Answer["result"]>>();
  let lastId = 0;
  const child = Bun.spawn([process.execPath, `${import.meta.dir}/receiver.ts`], {
    stdio: ["ignore", "inherit", "inherit"],
    ipc({ id, result, problem }: Answer) {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (problem === undefined) asked?.resolve(result);
      else asked?.reject(new Error(problem));
    },
  });
  return {
    pid: child.pid,
    async tell(command: Unsent): Promise<Answer["result"]> {
      const id = ++lastId;
      const asked = Promise.withResolvers<Answer["result"]>();
      waiting.set(id, asked);
      child.send({ id, ...command });
      const timer = setTimeout(() => asked.reject(new Error(`no answer to ${command.kind}`)), ANSWER_TIMEOUT);
      return asked.promise.finally(() => clearTimeout(timer));
    },
    stop: () => child.kill("SIGKILL"),
  };
}
