/** Waiting for no longer than one likes. */

/** A value, if it comes within a time, in ms. @throws the error that `late` makes, where it does not */
export function inTime<Value>(value: Value | Promise<Value>, time: number, late: () => Error): Promise<Value> {
  const { promise: never, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), time);
  return Promise.race([value, never]).finally(() => clearTimeout(timer));
}
