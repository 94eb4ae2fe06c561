/** The one reader of bodies: what every route takes, unless its options say more. Anything else is refused unread. */
import type { Config } from "../config.ts";
import { HttpError } from "./error.tsx";
import { hasFields, hasParts } from "./media-type.ts";
import type { Policies } from "./policy.ts";

/** The fields of a form. One that is there several times is a list. */
export type Fields = Record<string, string | string[]>;

/** Whether a request comes from somebody who is logged in. */
export type IsMember = (request: Request) => Promise<boolean>;

export type BodyReader = {
  /**
   * Reads the form of a request; of what its route reads itself, nothing.
   * @throws HttpError 415 or 401 before the body is read, 400 after
   */
  read: (request: Request) => Promise<Fields>;
};

/** Most fields of a form: the largest has four. Their number costs more than their length. */
export const FIELDS = 50;

export const UNREADABLE = { status: 400, sentence: "This request is not valid." };

/** Strangers may send `strangerBodyBytes`, which is enough for a name and a password. */
export function openBodyReader(
  config: Pick<Config, "strangerBodyBytes">,
  policies: Pick<Policies, "of">,
  isMember: IsMember,
): BodyReader {
  return {
    async read(request) {
      const size = Number(request.headers.get("content-length"));
      if (size === 0) return {};
      const { raw, multipart } = policies.of(request);
      const isForRoute = raw === true || (multipart === true && hasParts(request));
      if ((!isForRoute && !hasFields(request)) || isEncoded(request)) {
        throw new HttpError({
          status: 415,
          sentence: "Parlor can't read data of this kind. Send it with the form on the page.",
        });
      }
      if (size > config.strangerBodyBytes && !(await isMember(request))) {
        throw new HttpError({
          status: 401,
          sentence: "That is too large to send without logging in. Log in, then try again.",
        });
      }
      return isForRoute ? {} : readPlain(await request.text());
    },
  };
}

/** Nothing is unpacked here: a few bytes may stand for millions. */
const isEncoded = ({ headers }: Request) =>
  (headers.get("content-encoding") ?? "identity").toLowerCase() !== "identity";

/** Fields are counted before they are decoded. */
function readPlain(text: string): Fields {
  if (text.split("&", FIELDS + 2).length > FIELDS + 1) throw new HttpError(UNREADABLE);
  return collect(new URLSearchParams(text));
}

/** The fields of a form by their names. */
export function collect(entries: Iterable<[string, string]>): Fields {
  const fields: Fields = {};
  for (const [name, value] of entries) {
    if (name === "__proto__") continue; // assigning it would change what the object is
    const before = Object.hasOwn(fields, name) ? fields[name] : undefined;
    fields[name] = before === undefined ? value : [before, value].flat();
  }
  return fields;
}
