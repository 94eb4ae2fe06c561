/** ngrok's token, from whoever sits at the terminal. */
import { createInterface } from "node:readline/promises";

import { TOKEN_PAGE } from "./tunnel.ts";

/** Asks for the token. Empty when nobody is there to answer, or nothing was typed. */
export async function askForToken(): Promise<string> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return "";
  const lines = createInterface({ input: process.stdin, output: process.stdout, terminal: false }); // Ctrl+C stays a signal
  try {
    const answer = await lines.question(
      `\n  ngrok needs a token. Copy yours from ${TOKEN_PAGE}\n  and paste it here: `,
    );
    return answer.trim();
  } finally {
    lines.close();
  }
}
