/** A fair queue for slow work: whoever asks for much of it waits for it alone. */

export type FairQueueOptions = {
  /** How many work at the same time. */
  atOnce: number;
  /** How many may wait in all. */
  waiting: number;
  /** How many may wait in one flow. */
  perFlow: number;
  /** How many may wait for one subject, in whichever flows. */
  perSubject?: number;
};

/** Where somebody waits. */
export type Place = {
  /** Who asks: flows take turns. */
  flow: string;
  /** Whether many may ask in this flow, so that only `waiting` bounds it. */
  isShared?: boolean;
  /** What the work is about, if it is about anything. */
  subject?: string;
};

/** More wait than is good. */
export class TooBusy extends Error {}

/** For work that waits in a queue: nothing, when too many wait already. */
export function tooBusy(error: unknown): undefined {
  if (!(error instanceof TooBusy)) throw error;
}

type Waiting = { subject?: string; begin: () => void; giveUp: () => void };

/**
 * Returns what does work in turns over flows: each flow that waits gets one turn a round, however much it asks for. When too
 * many wait in all, the flow with the most gives up its latest for one with less.
 *
 * @example const inTurn = openFairQueue({ atOnce: 1, waiting: 100, perFlow: 10 }); await inTurn({ flow: address }, work);
 * @see https://en.wikipedia.org/wiki/Fair_queuing
 */
export function openFairQueue({ atOnce, waiting, perFlow, perSubject = Infinity }: FairQueueOptions) {
  /** By flow; the one whose turn is next comes first. None is empty. */
  const queues = new Map<string, Waiting[]>();
  const ofSubject = new Map<string, number>();
  let count = 0;
  let working = 0;

  /** @throws TooBusy */
  function join({ flow, isShared = false, subject }: Place): Promise<void> {
    const queue = queues.get(flow) ?? [];
    if (subject !== undefined && (ofSubject.get(subject) ?? 0) >= perSubject)
      throw new TooBusy("too much waits for this subject");
    if (!isShared && queue.length >= perFlow) throw new TooBusy("too much waits in this flow");
    if (count >= waiting && !makeRoom(queue.length)) throw new TooBusy("too much waits");
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    queue.push({ subject, begin: resolve, giveUp: () => reject(new TooBusy("others waited for less")) });
    queues.set(flow, queue);
    countSubject(subject, 1);
    count++;
    return promise;
  }

  /** Has the longest queue give up its latest, if it stays at least as long as the one that needs the room becomes. */
  function makeRoom(length: number): boolean {
    const [flow, longest] = [...queues].reduce(
      (one, other) => (other[1].length > one[1].length ? other : one),
      ["", []],
    );
    if (longest.length < length + 2) return false;
    leave(flow, longest, longest.pop())?.giveUp();
    return true;
  }

  function next(): Waiting | undefined {
    const [first] = queues;
    if (!first) return undefined;
    const [flow, queue] = first;
    const turn = leave(flow, queue, queue.shift());
    queues.delete(flow);
    if (queue.length > 0) queues.set(flow, queue); // behind the others
    return turn;
  }

  function leave(flow: string, queue: Waiting[], turn: Waiting | undefined): Waiting | undefined {
    if (!turn) return undefined;
    count--;
    countSubject(turn.subject, -1);
    if (queue.length === 0) queues.delete(flow);
    return turn;
  }

  function countSubject(subject: string | undefined, change: 1 | -1): void {
    if (subject === undefined) return;
    const left = (ofSubject.get(subject) ?? 0) + change;
    if (left > 0) ofSubject.set(subject, left);
    else ofSubject.delete(subject);
  }

  /** Does the work when its turn comes. @throws TooBusy */
  return async function inTurn<Result>(place: Place, work: () => Promise<Result>): Promise<Result> {
    if (working < atOnce) working++;
    else await join(place); // inherits the place of the one that ends
    try {
      return await work();
    } finally {
      const turn = next();
      if (turn) turn.begin();
      else working--;
    }
  };
}
