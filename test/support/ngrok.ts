/** What stands for ngrok where its cloud is not: an SDK in place of its own, and a tunnel that is a real nginx. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Answers with an address, loses the tunnel at every SIGUSR2 and finds it again, and writes down what it was told. */
const SDK = `
import { appendFileSync } from "node:fs";
const { NGROK_STAND_IN: file, NGROK_URL: url, NGROK_ERROR: error, NGROK_MISSING: missing } = process.env;
export class NoSdk extends Error {}
export async function loadSdk() {
  if (missing) throw new NoSdk(missing);
  return { forward };
}
async function forward(options) {
  appendFileSync(file, JSON.stringify({ addr: options.addr, authtoken: options.authtoken }) + "\\n");
  if (error) throw Object.assign(new Error("Your authtoken: " + options.authtoken), { errorCode: error });
  process.on("SIGUSR2", () => { options.onStatusChange("closed"); options.onStatusChange("connected"); });
  return { url: () => url, close: async () => appendFileSync(file, "closed\\n") };
}
`;

/** Run before the server: only what ngrok published is loaded from the cache, so another file takes its place. */
const PRELOAD = `
Bun.plugin({
  name: "a stand-in for ngrok",
  setup: (build) => build.onLoad({ filter: /src.share.sdk\\.ts$/ }, () => ({ contents: ${JSON.stringify(SDK)}, loader: "js" })),
});
`;

/** The script to run before the server, the environment in which it works, and what it was told so far. */
export function standInForNgrok(folder: string, url: string) {
  const file = join(folder, "calls");
  const preload = join(folder, "stand-in.js");
  writeFileSync(preload, PRELOAD);
  writeFileSync(file, "");
  return {
    preload,
    environment: { NGROK_STAND_IN: file, NGROK_URL: url },
    calls: () => readFileSync(file, "utf8").trim().split("\n"),
  };
}
