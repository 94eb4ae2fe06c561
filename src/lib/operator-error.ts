/** Errors that an operator can fix, and how errors of any kind are told. */
import { codeOf } from "./error-code.ts";

/** Something went wrong that the operator can fix. The message is one line that says how. */
export class OperatorError extends Error {}

/** What an error says, in one line. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What an error says and where it was thrown, for the log. */
export const traceOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** What the operator is told: the message of an OperatorError, or of an error of the system; of a bug, its trace too. */
export const reportOf = (error: unknown): string =>
  error instanceof OperatorError || codeOf(error) ? messageOf(error) : traceOf(error);
