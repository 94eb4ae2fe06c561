/** Why a picture is not taken, as people are told. */
import { type ErrorDetails, HttpError } from "../../http/error.tsx";
import { TooBusy } from "../../lib/fair-queue.ts";

export const NO_PICTURE: ErrorDetails = {
  status: 422,
  sentence: "That isn't a picture that can be shown here. Use a JPEG, PNG, WebP or GIF.",
};

const BUSY: ErrorDetails = {
  status: 503,
  sentence: "Too many pictures are being prepared. Try again in a moment.",
  retryAfter: 5,
};

/** The prepared picture. @throws HttpError when so many pictures wait that this one can't */
export async function unlessBusy<Result>(prepared: Promise<Result>): Promise<Result> {
  try {
    return await prepared;
  } catch (error) {
    throw error instanceof TooBusy ? new HttpError(BUSY) : error;
  }
}
