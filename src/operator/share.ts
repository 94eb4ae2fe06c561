/** `share`: starts the server and lets others in, through a tunnel or in the local network. */
import type { Command } from "./command.ts";

export const share: Command = {
  usage: "",
  about: "start the server and let others in, through ngrok or in this network",
  notes: `Without options it opens an ngrok tunnel, so that anybody can come in over https. ngrok needs a token, from
NGROK_AUTHTOKEN or --token; its SDK is downloaded the first time. Parlor then trusts one proxy, which is ngrok.

  --token <token>   instead of NGROK_AUTHTOKEN; other users of this machine can see it
  --lan             no tunnel: listen in the local network, and show the address for phones`,
  options: { lan: { type: "boolean" }, token: { type: "string" } },
  async run({ options }, config) {
    const { serve } = await import("../server.ts"); // which other commands can do without
    const { greetHere, greetNetwork } = await import("../share/greeting.ts");
    if (options.lan === true) {
      const { namesInNetwork } = await import("../share/addresses.ts");
      const allowedHosts = [...config.allowedHosts, ...namesInNetwork()];
      return greetNetwork(serve(() => ({ ...config, host: "0.0.0.0", allowedHosts })));
    }
    const { shareWithEverybody } = await import("../share/share.ts");
    const { isLoopback } = await import("../http/hosts.ts");
    const isLocal = isLoopback(config.host) && config.trustProxy === 0;
    const running = serve(() => ({
      ...config,
      trustProxy: Math.max(1, config.trustProxy),
      allowedHosts: isLocal ? [...config.allowedHosts, "localhost"] : config.allowedHosts, // as without the tunnel
    }));
    greetHere(running);
    const token = typeof options.token === "string" ? options.token : config.ngrokToken;
    await shareWithEverybody(running, token);
  },
};
