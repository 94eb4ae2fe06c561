/** Calls of S3 that end: with an answer, or with an error that says why there is none. */
import type { S3Client } from "bun";

import { codeOf } from "../../lib/error-code.ts";
import { inTime } from "../../lib/in-time.ts";
import { BackendUnavailable } from "./backend.ts";

/** What passes by itself, as a rule: it is asked for again, after these pauses in ms. */
const PASSING =
  /^(?:Connection\w*|InternalError|OperationAborted|RequestTimeout|ServiceUnavailable|SlowDown|UnknownError)$/;
const PAUSES = [100, 400];

/** Asks S3 and waits for the answer; what may not be asked twice says so with `once`. */
export type AskS3 = <Answer>(call: () => Answer | Promise<Answer>, once?: "once") => Promise<Answer>;

type Asking = {
  client: S3Client;
  /** What the store is called in messages. */
  address: string;
  /** Seconds until S3 counts as out of reach. Bun's client itself waits for ever. */
  timeout: number;
};

/**
 * Returns a function that asks S3. Errors that are not of S3, as those of a local file, go through it, and so does that there
 * is no such object.
 * @throws BackendUnavailable when there is no answer, or S3 says no
 * @example const ask = openAsk({ client, address, timeout: 30 }); const { size } = await ask(() => client.stat(key));
 */
export function openAsk({ client, address, timeout }: Asking): AskS3 {
  const silent = () => new BackendUnavailable(`${address}: silent for ${timeout} s`);
  function wait<Answer>(asked: Answer | Promise<Answer>): Promise<Answer> {
    return inTime(asked, 1_000 * timeout, silent);
  }

  /** Some errors have no reason, as those of a HEAD; a list of one object fails for the same one, and says it. */
  async function explain(error: ErrorOfS3): Promise<ErrorOfS3> {
    if (error.code !== "UnknownError") return error;
    const reason: unknown = await wait(client.list({ maxKeys: 1 })).catch((reason) => reason);
    return isOfS3(reason) ? reason : error;
  }

  return async (call, once) => {
    const pauses = once ? [].values() : PAUSES.values();
    for (;;) {
      try {
        return await wait(call());
      } catch (error) {
        if (!isOfS3(error) || isAbsent(error)) throw error;
        const pause = PASSING.test(error.code) ? pauses.next().value : undefined;
        if (pause === undefined) {
          const { code, message } = await explain(error);
          throw new BackendUnavailable(`${address}: ${code}, ${message}`, { cause: error });
        }
        await Bun.sleep(pause);
      }
    }
  };
}

type ErrorOfS3 = Error & { code: string };

/** Whether an error is Bun's S3 client's, or S3's own through it. */
export const isOfS3 = (error: unknown): error is ErrorOfS3 =>
  error instanceof Error && ((error.name === "S3Error" && "code" in error) || codeOf(error).startsWith("ERR_S3_"));

/** Whether S3 says that there is no such object, which is an answer too. */
export const isAbsent = (error: unknown): boolean => isOfS3(error) && error.code === "NoSuchKey";
