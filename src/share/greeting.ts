/** What the person at the terminal wants to know: where it is, and how to let others in. */
import { isInContainer, shareCommands } from "../command-line.ts";
import { isEverywhere } from "../http/reach.ts";
import { addressesInNetwork } from "../lib/addresses.ts";
import { qrForTerminal } from "../lib/qr.ts";
import type { Running } from "../server.ts";

/** After a plain start. */
export function greet({ config, port, url, link }: Running): void {
  const listensEverywhere = isEverywhere(config.host);
  const [address] = listensEverywhere && !isInContainer() ? addressesInNetwork() : [];
  const { network, everybody } = shareCommands();
  const ways = [...(listensEverywhere ? [] : [[network, "people on your network"]]), [everybody, "people anywhere"]];
  tell(
    `${config.siteName} is open: ${url}`,
    ...(address ? [`On your network: http://${address}:${port}`] : []),
    ...(isInContainer() ? ["On your network: the address of this machine, and the port you published"] : []),
    "",
    "To let others in, run this in a second terminal:",
    ...ways.map(
      ([command = "", whom]) => `  ${command.padEnd(Math.max(network.length, everybody.length))}   for ${whom}`,
    ),
    ...forTheFirst(url, link),
  );
}

/** How to become administrator, as long as there is none. */
export const forTheFirst = (url: string, link: string | undefined): string[] =>
  link ? ["", "This link makes you the administrator. It works once:", `  ${url}${link}`] : [];

/** An address so that it is seen, and to hold a phone up to. */
export function show(title: string, address: string): void {
  const strong = process.stdout.isTTY ? `\x1b[1m${address}\x1b[0m` : address;
  tell(title, "", `  ${strong}`, "", ...qrForTerminal(address).split("\n"));
}

/** Lines apart from those of the log. */
export function tell(...lines: string[]): void {
  process.stdout.write(`\n${lines.map((line) => (line ? `  ${line}\n` : "\n")).join("")}`);
}
