import { localUrl } from "../http/client.ts";
import { say } from "../lib/terminal.ts";
import { type Command, Problem } from "./command.ts";

/** Longest time for an answer, in ms. */
const PATIENCE = 4_000;

export const health: Command = {
  usage: "",
  about: "ask the server whether it is well; for health checks",
  notes: "Asks /healthz on this machine, at HOST and PORT. Ends with 0 when the answer is ok, else with 1.",
  words: 0,
  async run(_, { host, port }) {
    const url = `${localUrl(host, port)}/healthz`;
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(url, { proxy: false, signal }).catch(() => undefined); // a container may have a proxy set
    const text = await answer?.text();
    if (!answer?.ok) throw new Problem(`${url}: ${text ?? "no answer"}`);
    await say("ok");
  },
};
