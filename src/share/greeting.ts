/** What the person at the terminal wants to know: where it is, and how to let others in. */
import { basename } from "node:path";

import { qrForTerminal } from "../lib/qr.ts";
import type { Running } from "../server.ts";
import { addressesInNetwork } from "./addresses.ts";

/** How somebody shares who started this: by the source, or by the single executable. */
const share = Bun.isStandaloneExecutable ? `${basename(process.execPath)} share` : "bun run share";

const isEverywhere = (host: string) => host === "0.0.0.0" || host === "::";

/** After a plain start. */
export function greet({ config, port, url, link }: Running): void {
  const [phone] = isEverywhere(config.host) ? addressesInNetwork() : [];
  tell(
    `${config.siteName} is open: ${url}`,
    `On a phone in this network: ${phone ? `http://${phone}:${port}` : `${share} --lan`}`,
    `For everybody: ${share}`,
    ...forTheFirst(url, link),
  );
}

/** When it is shared with the local network. */
export function greetNetwork({ config, port, url, link }: Running): void {
  const [likely, ...others] = addressesInNetwork().map((address) => `http://${address}:${port}`);
  if (!likely) {
    return tell(
      `${config.siteName} is open here: ${url}`,
      "This machine is in no network that others are in: connect it, then start this anew.",
      ...forTheFirst(url, link),
    );
  }
  show(`${config.siteName} is open to everybody in this network:`, likely);
  tell(
    ...others.map((address) => `Also at ${address}`),
    `Here: ${url}`,
    "A phone that finds nothing there is in another network, or this machine's firewall keeps it out.",
    ...forTheFirst(url, link),
  );
}

/** When it is shared with everybody: at first without the address, which takes a moment. */
export const greetHere = ({ config, url, link }: Running): void =>
  tell(`${config.siteName} is open here: ${url}`, ...forTheFirst(url, link));

const forTheFirst = (url: string, link: string | undefined): string[] =>
  link ? [`Yours to run? This link makes you its administrator, once: ${url}${link}`] : [];

/** An address so that it is seen, and to hold a phone up to. */
export function show(title: string, address: string): void {
  const strong = process.stdout.isTTY ? `\x1b[1m${address}\x1b[0m` : address;
  tell(title, "", `  ${strong}`, "", ...qrForTerminal(address).split("\n"));
}

/** Lines apart from those of the log. */
export function tell(...lines: string[]): void {
  process.stdout.write(`\n${lines.map((line) => (line ? `  ${line}\n` : "\n")).join("")}`);
}
