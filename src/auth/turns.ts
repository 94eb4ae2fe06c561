/** Slow work in fair turns: whoever asks for much of it waits for it alone. */
import { isOwn } from "../http/client.ts";

/** Who asks for slow work. */
export type Asker = {
  network: string;
  /** Whether everybody may come from this network, so that it tells nobody apart. */
  shared: boolean;
  /** The account that it is about, as a folded name; there need not be one. */
  account: string;
  /** Whether the browser or the session is known to be the account's owner's. */
  known: boolean;
};

export type TurnsOptions = {
  /** How many work at the same time. */
  atOnce: number;
  /** How many may wait in all. */
  waiting: number;
  /** How many may wait for one account. */
  perAccount: number;
  /** How many may wait from one network. */
  perNetwork: number;
};

/** More wait than is good. */
export class TooBusy extends Error {}

/** For work that is done in turn: nothing, when too many wait already. */
export function tooBusy(error: unknown): undefined {
  if (!(error instanceof TooBusy)) throw error;
}

/** @param account a folded name */
export const askerOf = (network: string, account: string, known: boolean): Asker => ({
  network,
  shared: isOwn(network),
  account,
  known,
});

type Turn = { account: string; begin: () => void; giveUp: () => void };

/**
 * Does work in turns over networks: each network that waits gets one turn a round, however much it asks for. When too
 * many wait in all, the network with the most gives up its latest for one with less.
 *
 * Where all may come from one network, browsers and sessions that are known to be somebody's have a queue of their own
 * for each account, and strangers share one that is bounded only by `waiting`.
 *
 * @see https://en.wikipedia.org/wiki/Fair_queuing
 */
export function openTurns({ atOnce, waiting, perAccount, perNetwork }: TurnsOptions) {
  /** By network; the one whose turn is next comes first. None is empty. */
  const queues = new Map<string, Turn[]>();
  const ofAccount = new Map<string, number>();
  let count = 0;
  let working = 0;

  /** @throws TooBusy */
  function join(asker: Asker): Promise<void> {
    const { network, shared, known } = asker;
    const name = shared && known ? `account ${asker.account}` : `network ${network}`;
    // A stranger elsewhere must not take up the places of somebody's account.
    const account = `${known ? "" : network} ${asker.account}`;
    const queue = queues.get(name) ?? [];
    if ((ofAccount.get(account) ?? 0) >= perAccount) throw new TooBusy("too much waits for this account");
    if (!shared && queue.length >= perNetwork) throw new TooBusy("too much waits from this network");
    if (count >= waiting && !makeRoom(queue.length)) throw new TooBusy("too much waits");
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    queue.push({ account, begin: resolve, giveUp: () => reject(new TooBusy("others waited for less")) });
    queues.set(name, queue);
    ofAccount.set(account, (ofAccount.get(account) ?? 0) + 1);
    count++;
    return promise;
  }

  /** Has the longest queue give up its latest, if it stays at least as long as the one that needs the room becomes. */
  function makeRoom(length: number): boolean {
    const [name, longest] = [...queues].reduce(
      (one, other) => (other[1].length > one[1].length ? other : one),
      ["", []],
    );
    if (longest.length < length + 2) return false;
    leave(name, longest, longest.pop())?.giveUp();
    return true;
  }

  function next(): Turn | undefined {
    const [first] = queues;
    if (!first) return undefined;
    const [name, queue] = first;
    const turn = leave(name, queue, queue.shift());
    queues.delete(name);
    if (queue.length > 0) queues.set(name, queue); // behind the others
    return turn;
  }

  function leave(name: string, queue: Turn[], turn: Turn | undefined): Turn | undefined {
    if (!turn) return undefined;
    count--;
    const left = (ofAccount.get(turn.account) ?? 1) - 1;
    if (left > 0) ofAccount.set(turn.account, left);
    else ofAccount.delete(turn.account);
    if (queue.length === 0) queues.delete(name);
    return turn;
  }

  /** Does the work when its turn comes. @throws TooBusy */
  return async function inTurn<Result>(asker: Asker, work: () => Promise<Result>): Promise<Result> {
    if (working < atOnce) working++;
    else await join(asker); // inherits the place of the one that ends
    try {
      return await work();
    } finally {
      const turn = next();
      if (turn) turn.begin();
      else working--;
    }
  };
}
