/** `health`: asks the running server whether it works, for the health checks of containers. */
import { localUrl } from "../http/client.ts";
import { OperatorError } from "../lib/operator-error.ts";
import { say } from "../lib/terminal.ts";
import type { Command } from "./command.ts";

/** How long to wait for an answer, in ms. */
const HEALTH_TIMEOUT_MS = 4_000;

export const health: Command = {
  usage: "",
  about: "ask the server whether it works; for health checks",
  notes: "Asks /healthz on this machine, at HOST and PORT. The exit code is 0 if the answer is ok, and 1 otherwise.",
  async run(_, { host, port }) {
    const url = `${localUrl(host, port)}/healthz`;
    const signal = AbortSignal.timeout(HEALTH_TIMEOUT_MS);
    const answer = await fetch(url, { proxy: false, signal }).catch(() => undefined); // a container may have a proxy set
    const text = await answer?.text();
    if (!answer?.ok) throw new OperatorError(`${url}: ${text ?? "no answer"}`);
    await say("ok");
  },
};
