/** Changes, deletes and reacts to what the writers wrote, as they would: each change repeated until there is an answer. */
import { PATIENCE } from "../support/wait.ts";
import type { Random } from "./random.ts";
import type { Writer, WrittenMessage } from "./writer.ts";

export type Editor = { stop: () => Promise<void> };

const EMOJI = ["👍", "🎉", "🙂"];

/** @param expectedErrors answers that say that nothing was changed; others than these are faults */
export function startEditor(writers: Writer[], random: Random, expectedErrors: number[] = []): Editor {
  let stopped = false;

  async function work() {
    for (let change = 0; !stopped; change++) {
      await Bun.sleep(random.between(20, 120));
      const writer = random.pick(writers);
      const messages = writer.messages.filter(({ id, gone }) => id !== undefined && gone === "no");
      const message = messages.at(random.chance(0.7) ? -1 - random.between(0, 30) : random.between(0, messages.length));
      if (message) await random.pick([edit, edit, edit, react, react, remove])(writer, message, change);
    }
  }

  /**
   * After an answer the text is the new one, or that of a try without an answer, which may arrive late. After an HTTP error
   * it is what it was, or that of an earlier try.
   */
  async function edit(writer: Writer, message: WrittenMessage, change: number) {
    const body = `${message.body} (${change})`;
    message.texts.push(body);
    const { tries, answer } = await untilAnswered(writer, message, "edit", { body });
    if (tries > 1) message.loose.push(body);
    if (answer === "done")
      message.texts = message.texts.filter((text) => message.loose.includes(text) || text === body);
    else if (tries === 1) message.texts = message.texts.filter((text) => text !== body);
  }

  async function remove(writer: Writer, message: WrittenMessage) {
    message.gone = "perhaps";
    const { tries, answer } = await untilAnswered(writer, message, "delete", {});
    if (answer === "done") message.gone = "yes";
    else if (tries === 1) message.gone = "no";
  }

  /** Once only: a repeat would take it back. Whether it counts shows in the rev alone. */
  const react = async (writer: Writer, message: WrittenMessage) =>
    void (await ask(writer, message, "reactions", { emoji: random.pick(EMOJI) }));

  async function untilAnswered(writer: Writer, message: WrittenMessage, what: string, fields: Record<string, string>) {
    for (let tries = 1; ; tries++) {
      const answer = await ask(writer, message, what, fields);
      if (answer) return { tries, answer };
      await Bun.sleep(random.between(5, 100));
    }
  }

  /** One try; nothing when there was no definite answer. */
  async function ask({ person }: Writer, { id, room }: WrittenMessage, what: string, fields: Record<string, string>) {
    const response = await person
      .ask(`/rooms/${room}/messages/${id}/${what}`, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { "HX-Request": "true" },
        signal: AbortSignal.timeout(PATIENCE),
      })
      .catch(() => undefined); // the network, as the nemesis wants it
    const known = response && [200, 410, 503, ...expectedErrors].includes(response.status);
    if (response && !known) throw new Error(`${what} of ${id}: ${response.status} ${await response.text()}`);
    await response?.body?.cancel();
    if (response === undefined || response.status === 503) return undefined;
    return expectedErrors.includes(response.status) ? "rejected" : "done";
  }

  const working = work();
  working.catch(() => {}); // told by stop
  return {
    async stop() {
      stopped = true;
      await working;
    },
  };
}
