/** Changes, deletes and reacts to what the writers wrote, as they would: each change repeated until there is an answer. */
import type { Random } from "./random.ts";
import type { Letter, Writer } from "./writer.ts";

export type Editor = { stop: () => Promise<void> };

const EMOJI = ["👍", "🎉", "🙂"];

/** How long a try may take, in ms. */
const PATIENCE = 2_000;

/** @param refusals answers that say that nothing was changed; others than these are faults */
export function startEditor(writers: Writer[], random: Random, refusals: number[] = []): Editor {
  let stopped = false;

  async function work() {
    for (let change = 0; !stopped; change++) {
      await Bun.sleep(random.between(20, 120));
      const writer = random.pick(writers);
      const letters = writer.letters.filter(({ id, gone }) => id !== undefined && gone === "no");
      const letter = letters.at(random.chance(0.7) ? -1 - random.between(0, 30) : random.between(0, letters.length));
      if (letter) await random.pick([edit, edit, edit, react, react, remove])(writer, letter, change);
    }
  }

  /**
   * After an answer the text is the new one, or that of a try without an answer, which may arrive late. After a refusal it is
   * what it was, or that of an earlier try.
   */
  async function edit(writer: Writer, letter: Letter, change: number) {
    const body = `${letter.body} (${change})`;
    letter.texts.push(body);
    const { tries, answer } = await untilAnswered(writer, letter, "edit", { body });
    if (tries > 1) letter.loose.push(body);
    if (answer === "done") letter.texts = letter.texts.filter((text) => letter.loose.includes(text) || text === body);
    else if (tries === 1) letter.texts = letter.texts.filter((text) => text !== body);
  }

  async function remove(writer: Writer, letter: Letter) {
    letter.gone = "perhaps";
    const { tries, answer } = await untilAnswered(writer, letter, "delete", {});
    if (answer === "done") letter.gone = "yes";
    else if (tries === 1) letter.gone = "no";
  }

  /** Once only: a repeat would take it back. Whether it counts shows in the rev alone. */
  const react = async (writer: Writer, letter: Letter) =>
    void (await ask(writer, letter, "reactions", { emoji: random.pick(EMOJI) }));

  async function untilAnswered(writer: Writer, letter: Letter, what: string, fields: Record<string, string>) {
    for (let tries = 1; ; tries++) {
      const answer = await ask(writer, letter, what, fields);
      if (answer) return { tries, answer };
      await Bun.sleep(random.between(5, 100));
    }
  }

  /** One try; nothing when there was no definite answer. */
  async function ask({ person }: Writer, { id, room }: Letter, what: string, fields: Record<string, string>) {
    const response = await person
      .ask(`/rooms/${room}/messages/${id}/${what}`, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { "HX-Request": "true" },
        signal: AbortSignal.timeout(PATIENCE),
      })
      .catch(() => undefined); // the network, as the nemesis wants it
    const known = response && [200, 410, 503, ...refusals].includes(response.status);
    if (response && !known) throw new Error(`${what} of ${id}: ${response.status} ${await response.text()}`);
    await response?.body?.cancel();
    if (response === undefined || response.status === 503) return undefined;
    return refusals.includes(response.status) ? "refused" : "done";
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
