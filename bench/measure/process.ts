/** What a process has used so far, from /proc. */
import { readdirSync, readFileSync } from "node:fs";

import { sum } from "./statistics.ts";

/** What each thread has used, in ns, when it was last looked at, by process. */
const threads = new Map<number, Map<string, number>>();

/**
 * CPU time of a process, user and system, in µs: the scheduler's own sum over all threads in ns, which is finer than
 * the ticks of 10 ms in /proc/PID/stat. A thread that has ended, as a compiler's does when it has nothing to do, counts
 * with what it had used when it was last looked at.
 */
export function cpuOf(pid: number): number {
  const used = threads.get(pid) ?? new Map<string, number>();
  threads.set(pid, used);
  for (const task of readdirSync(`/proc/${pid}/task`)) used.set(task, nanosecondsOf(pid, task));
  return sum([...used.values()]) / 1_000;
}

function nanosecondsOf(pid: number, task: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
  } catch {
    return threads.get(pid)?.get(task) ?? 0; // it has ended while we looked
  }
}

/** Memory of a process that is in RAM, in bytes. */
export function memoryOf(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}
