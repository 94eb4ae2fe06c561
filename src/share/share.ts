/** Parlor for everybody: the server, and a tunnel to it that goes when it goes. Whatever happens to the tunnel, Parlor goes on. */
import type { Running } from "../server.ts";
import { show, tell } from "./greeting.ts";
import { loadSdk } from "./sdk.ts";
import { NO_TOKEN, openTunnel } from "./tunnel.ts";

export async function shareWithEverybody(running: Running, token: string): Promise<void> {
  const { config, url, answerTo, beforeStop } = running;
  const tunnel = token ? await tryToOpen() : NO_TOKEN;
  if (typeof tunnel === "string") return tell(tunnel, `Until then ${config.siteName} is open here only: ${url}`);
  answerTo(new URL(tunnel.url).host);
  beforeStop(tunnel.close);
  show(`${config.siteName} is open to everybody:`, tunnel.url);
  tell("On ngrok's free plan visitors first see a page of ngrok's, once a week. Ctrl+C takes the tunnel down.");

  async function tryToOpen() {
    const sdk = await loadSdk(tell).catch((error: Error) => error);
    if (sdk instanceof Error) {
      return `ngrok's SDK can't be fetched (${sdk.message}): look whether there is a network, then start this anew.`;
    }
    return await openTunnel(sdk, { local: url, token, onChange });
  }

  function onChange(open: boolean) {
    if (open) tell("The tunnel is there again, at the same address.");
    else tell("The tunnel is lost; ngrok tries again by itself.", `${config.siteName} goes on, here: ${url}`);
  }
}
