/** What a process has used so far, from /proc. */
import { readdirSync, readFileSync } from "node:fs";

/**
 * CPU time of a process, user and system, in µs: the scheduler's own sum over all threads in ns, which is finer than
 * the ticks of 10 ms in /proc/PID/stat. Threads that have ended are not in it; servers here keep theirs.
 */
export function cpuOf(pid: number): number {
  let nanoseconds = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
  }
  return nanoseconds / 1_000;
}

/** Memory of a process that is in RAM, in bytes. */
export function memoryOf(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}
