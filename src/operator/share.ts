/** `share`: lets others in, through a tunnel or on the local network. */
import { OperatorError } from "../lib/operator-error.ts";
import type { Command } from "./command.ts";

/** How long to wait for the process to end by itself, in ms. */
const LEAVE_MS = 1_000;

export const share: Command = {
  usage: "",
  about: "let others in, from anywhere or from your network",
  notes: `If Parlor is already running on DATA_DIR, this shares it until you press Ctrl+C, and leaves it running. If it is not
running, this starts it.

Without options it opens a tunnel through ngrok, so that anybody can come in over https. ngrok needs a token: from
NGROK_AUTHTOKEN, from --token, or typed in when it asks. Its SDK is downloaded the first time.

  --lan             no tunnel: open it to the local network, and show the address for phones
  --token <token>   used instead of NGROK_AUTHTOKEN; other users of this machine can see it`,
  options: { lan: { type: "boolean" }, token: { type: "string" } },
  async run({ options }, config) {
    const { findTarget } = await import("../share/target.ts"); // which other commands can do without
    const { forTheFirst, tell } = await import("../share/greeting.ts");
    const { shareInNetwork, shareWithEverybody } = await import("../share/share.ts");
    const { tunnelEnd } = await import("../share/end.ts");
    const target = await findTarget(config);
    try {
      if (options.lan === true) return await shareInNetwork(target);
      if (target.isOwn) tell(`${target.siteName} is open here: ${target.url}`, ...forTheFirst(target.url, target.link)); // a tunnel takes a moment
      const token = typeof options.token === "string" ? options.token : config.ngrokToken;
      await shareWithEverybody(target, { token, end: tunnelEnd(config.dataDir) });
    } catch (error) {
      if (!target.isOwn) setTimeout(() => process.exit(1), LEAVE_MS).unref(); // ngrok's threads would keep the process
      if (!(target.isOwn && error instanceof OperatorError)) throw error;
      tell(error.message, `Until then only this machine can open ${target.siteName}: ${target.url}`);
    }
  },
};
