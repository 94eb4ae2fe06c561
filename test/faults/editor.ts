/** Changes, deletes and reacts to what the writers wrote, as they would: each change repeated until there is an answer. */
import type { Random } from "./random.ts";
import type { Letter, Writer } from "./writer.ts";

export type Editor = { stop: () => Promise<void> };

const EMOJI = ["👍", "🎉", "🙂"];

/** How long a try may take, in ms. */
const PATIENCE = 2_000;

export function startEditor(writers: Writer[], random: Random): Editor {
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

  /** After an answer the text is the new one, or that of a try without an answer, which may arrive late. */
  async function edit(writer: Writer, letter: Letter, change: number) {
    const body = `${letter.body} (${change})`;
    letter.texts.push(body);
    const tries = await untilAnswered(writer, letter, "edit", { body });
    letter.texts = letter.texts.filter((text) => letter.loose.includes(text) || text === body);
    if (tries > 1) letter.loose.push(body);
  }

  async function remove(writer: Writer, letter: Letter) {
    letter.gone = "perhaps";
    await untilAnswered(writer, letter, "delete", {});
    letter.gone = "yes";
  }

  /** Once only: a repeat would take it back. Whether it counts shows in the rev alone. */
  const react = async (writer: Writer, letter: Letter) =>
    void (await ask(writer, letter, "reactions", { emoji: random.pick(EMOJI) }));

  async function untilAnswered(writer: Writer, letter: Letter, what: string, fields: Record<string, string>) {
    let tries = 1;
    while (!(await ask(writer, letter, what, fields))) {
      tries++;
      await Bun.sleep(random.between(5, 100));
    }
    return tries;
  }

  /** One try; true after a definite answer. */
  async function ask({ person }: Writer, { id }: Letter, what: string, fields: Record<string, string>) {
    const response = await person
      .ask(`/rooms/lobby/messages/${id}/${what}`, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { "HX-Request": "true" },
        signal: AbortSignal.timeout(PATIENCE),
      })
      .catch(() => undefined); // the network, as the nemesis wants it
    const known = response && [200, 410, 503].includes(response.status);
    if (response && !known) throw new Error(`${what} of ${id}: ${response.status} ${await response.text()}`);
    await response?.body?.cancel();
    return response !== undefined && response.status !== 503;
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
