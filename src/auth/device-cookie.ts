/**
 * Browsers in which a person has logged in before. Guesses from elsewhere are counted together, so that many of them help
 * nobody; a known browser is counted alone, so that guesses from elsewhere never keep its owner out.
 * @see https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
import { randomToken } from "../lib/tokens.ts";

/** The mark of a browser: a number of its own, and a seal for each person it knows. It says nothing about them. */
export type DeviceCookies = {
  /** The browser's number, if the person has logged in there before. */
  knownTo: (userId: number, mark: string | undefined) => string | undefined;
  /** The mark of the browser from now on, when the person has logged in there. */
  add: (userId: number, mark: string | undefined) => string;
};

/** Most people one browser knows; the one not seen for longest leaves. */
const PEOPLE = 8;
const MARK = /^[\w-]{22}(?:\.[\w-]{22}){1,8}$/;

/** @param secret the key that signs sessions; what is sealed here is no session and can't become one */
export function openDeviceCookies(secret: string): DeviceCookies {
  const sealOf = (device: string, userId: number) =>
    new Bun.CryptoHasher("sha256", secret).update(`device ${device} ${userId}`).digest("base64url").slice(0, 22);
  const read = (mark: string | undefined) => (mark !== undefined && MARK.test(mark) ? mark.split(".") : []);

  return {
    knownTo(userId, mark) {
      const [device, ...seals] = read(mark);
      return device !== undefined && seals.includes(sealOf(device, userId)) ? device : undefined;
    },
    add(userId, mark) {
      const [device = randomToken(16), ...seals] = read(mark);
      const seal = sealOf(device, userId);
      return [device, seal, ...seals.filter((other) => other !== seal)].slice(0, PEOPLE + 1).join(".");
    },
  };
}
