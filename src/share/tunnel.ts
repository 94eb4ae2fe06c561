/** A tunnel by ngrok, and everything that can come between, each as a line that says what to do next. */
import { shareCommands } from "../command-line.ts";
import type { Place } from "../control/listeners.ts";
import { inTime } from "../lib/in-time.ts";
import { messageOf } from "../lib/operator-error.ts";
import { endAddress } from "./end.ts";
import type { Sdk } from "./sdk.ts";

/** Longest time for ngrok to answer, in ms. */
const TIMEOUT = 30_000;

/** Where people find their token. */
export const TOKEN_PAGE = "https://dashboard.ngrok.com/get-started/your-authtoken";

/** What to do without a token. */
export const noToken = (): string =>
  `ngrok needs a token. Copy yours from ${TOKEN_PAGE}, then run: ${shareCommands().withToken}`;

export type Tunnel = { url: string; close: () => Promise<void> };

export type TunnelOptions = {
  /** Where Parlor will listen for what comes through it. */
  end: Place;
  token: string;
  /** Told when the tunnel is lost, and when it is there again. */
  onChange: (open: boolean) => void;
  /** Longest wait for ngrok, in ms. */
  timeout?: number;
};

/** Opens a tunnel; or the line that says why there is none. */
export async function openTunnel(sdk: Sdk, options: TunnelOptions): Promise<Tunnel | string> {
  const { end, token, onChange, timeout = TIMEOUT } = options;
  let open = false;
  let closing = false;
  const onStatusChange = (status: string) => {
    if (!open || closing) return; // it tells of the first try as well
    onChange(status !== "closed");
  };
  const opening = sdk.forward({ addr: endAddress(end), authtoken: token, onStatusChange });
  try {
    const listener = await inTime(opening, timeout, () => new Late());
    const url = listener.url();
    if (!url) throw new Error("it gave no address");
    open = true;
    return {
      url,
      async close() {
        closing = true;
        await listener.close();
      },
    };
  } catch (error) {
    void opening.then((listener) => listener.close()).catch(() => {}); // one that comes too late
    return whyNot(error).replaceAll(token, "…"); // ngrok repeats what it was given
  }
}

class Late extends Error {}

/** Codes of ngrok for a token that it does not know or no longer takes. */
const REFUSED_TOKEN = /^ERR_NGROK_(105|106|107|4018)$/;

function whyNot(error: unknown): string {
  const message = messageOf(error);
  const code = error instanceof Error && "errorCode" in error ? String(error.errorCode ?? "") : "";
  if (REFUSED_TOKEN.test(code)) {
    return `ngrok refuses this token (${code}). Copy it again from ${TOKEN_PAGE}, then try again.`;
  }
  if (code) return `ngrok refuses: ${oneLine(message)} (https://ngrok.com/docs/errors/${code.toLowerCase()})`;
  if (error instanceof Late) return "ngrok does not answer. Check that your network lets you out, then try again.";
  if (/failed to connect|establish tcp|dns|resolve|timed out/i.test(message)) {
    return `ngrok can't be reached (${oneLine(message)}). Check the network, then try again.`;
  }
  return `ngrok could not open a tunnel: ${oneLine(message)}`;
}

const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, " ");
