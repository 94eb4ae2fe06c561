/** Lets others in, in the network or by a tunnel, and says where. Whatever happens to a tunnel, Parlor itself goes on. */
import { isInContainer } from "../command-line.ts";
import type { Place } from "../control/listeners.ts";
import { OperatorError } from "../lib/operator-error.ts";
import { forTheFirst, show, tell } from "./greeting.ts";
import { loadSdk } from "./sdk.ts";
import type { Target } from "./target.ts";
import { askForToken } from "./token.ts";
import { noToken, openTunnel } from "./tunnel.ts";

/** Shares a server with the local network. @throws OperatorError when there is none that others are in */
export async function shareInNetwork(target: Target): Promise<void> {
  const { siteName, url, link } = target;
  if (isInContainer()) throw new OperatorError(IN_CONTAINER);
  const { addresses, lasting } = await target.share({ with: "network" });
  const [likely = url, ...others] = addresses;
  show(`${siteName} is open to everybody on this network:`, likely);
  tell(
    ...others.map((address) => `Also at ${address}`),
    `On this machine: ${url}`,
    "If a phone can't open it, check that it is on the same network, and that this machine's firewall lets it in.",
    ...(lasting
      ? ["The server listens on the network by itself, so there is nothing to keep running here."]
      : [ending(target)]),
    ...forTheFirst(url, link),
  );
  if (!lasting) await target.untilEnd();
}

const IN_CONTAINER =
  "a container does not know your network: others reach Parlor at the address of this machine, with the port you published (docker run -p)";

/** Shares a server with everybody. @throws OperatorError with one line that says why there is no tunnel */
export async function shareWithEverybody(
  target: Target,
  { token: given, end }: { token: string; end: Place },
): Promise<void> {
  const { siteName, url } = target;
  const token = given || (await askForToken());
  if (!token) throw new OperatorError(noToken());
  const sdk = await loadSdk(tell).catch(({ message }: Error) => {
    throw new OperatorError(`ngrok's SDK could not be downloaded (${message}). Check the network, then try again.`);
  });
  const tunnel = await openTunnel(sdk, { end, token, onChange });
  if (typeof tunnel === "string") throw new OperatorError(tunnel);
  target.onEnd(tunnel.close);
  await target.share({ with: "everybody", url: tunnel.url, end }).catch(async (error) => {
    await tunnel.close();
    throw error;
  });
  show(`${siteName} is open to everybody:`, tunnel.url);
  tell("On ngrok's free plan, visitors first see a page of ngrok's, about once a week.", ending(target));
  await target.untilEnd();

  function onChange(open: boolean) {
    if (open) tell("The tunnel is back, at the same address.");
    else
      tell("The tunnel was lost; ngrok keeps trying to bring it back.", `On this machine ${siteName} goes on: ${url}`);
  }
}

const ending = ({ isOwn, siteName }: Target): string =>
  isOwn ? `Ctrl+C stops ${siteName}.` : `Ctrl+C stops sharing. ${siteName} itself keeps running.`;
