/** A worker that sends requests, fifty at once, in turn and over again, until it is told to stop. */
import type { Sent } from "./worst.ts";

declare const self: Worker;

export type Order = { url: string; requests: Sent[] } | "stop";
export type Done = { sent: number; failures: string[] };

const AT_ONCE = 50;

/** Not able to take more right now: what a limit says. */
const BUSY = 503;

let flooding = false;
let next = 0;

self.onmessage = async ({ data }: MessageEvent<Order>) => {
  if (data === "stop") {
    flooding = false;
    return;
  }
  const { url, requests } = data;
  const done: Done = { sent: 0, failures: [] };
  flooding = true;
  const pour = async () => {
    while (flooding) {
      const request = requests[next++ % requests.length];
      if (!request) return;
      const { path, method, headers, body } = request;
      const answer = await fetch(url + path, { method, headers, body, redirect: "manual" }).catch(() => undefined);
      await answer?.arrayBuffer().catch(() => undefined);
      if (answer && answer.status >= 500 && answer.status !== BUSY) done.failures.push(`${answer.status} ${path}`);
      if (answer) done.sent++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, pour));
  self.postMessage(done);
};
