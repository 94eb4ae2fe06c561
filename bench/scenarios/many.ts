/** Ten thousand sockets: what a delivered row costs, and what an idle socket keeps. */
import { type Burst, burst, type Crowd, openPair, wrongIn } from "../load/crowd.ts";
import type { Receivers } from "../load/receivers.ts";
import { median } from "../measure/statistics.ts";
import type { Outcome } from "../report/figure.ts";
import { describe, DESCRIBED } from "./fan-out.ts";
import type { Options } from "./options.ts";

const SOCKETS = 10_000;
const RATE = 20;

export async function many(receivers: Receivers, { full, times }: Options): Promise<Outcome> {
  const { parlor, bare, close } = await openPair(receivers, SOCKETS, { warm: false });
  const count = full ? 4 * RATE : 10;
  const bursts: { parlor: Burst[]; bare: Burst[] } = { parlor: [], bare: [] };
  for (let time = 0; time < Math.max(times, 5); time++) {
    bursts.parlor.push(await burst(parlor, count, RATE));
    bursts.bare.push(await burst(bare, count, RATE));
  }
  const cpu = (name: "parlor" | "bare") => median(bursts[name].map((one) => one.cpuPerRow));
  const memory = { parlor: perSocket(parlor), bare: perSocket(bare) };
  await close();

  return {
    title: "10,000 sockets, 20 messages/s",
    figures: [
      { what: "CPU per row", value: cpu("parlor") / cpu("bare"), unit: "× bare", atMost: 1.15 },
      { what: "sockets with a row missing or doubled", value: wrongIn(bursts.parlor), unit: "", atMost: 0 },
      { what: "memory per idle socket", value: memory.parlor / 1_024, unit: "KB", atMost: 8 },
      { what: "memory per idle socket", value: memory.parlor / memory.bare, unit: "× bare", atMost: 3 },
    ],
    tables: [
      {
        columns: ["server", ...DESCRIBED, "KB/idle socket"],
        rows: (["parlor", "bare"] as const).map((name) => [name, ...describe(bursts[name]), memory[name] / 1_024]),
      },
    ],
    notes: [
      "Each of Parlor's sockets belongs to another person. Memory per idle socket is what the process grew by while the sockets opened, before anything was said; what the kernel keeps for a socket is not in it.",
    ],
  };
}

const perSocket = ({ memory, sockets }: Crowd): number => (memory.open - memory.empty) / sockets;
