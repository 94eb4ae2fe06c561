/** What stands for ngrok where its cloud is not: an SDK in its place in the cache, and a tunnel that is a real nginx. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Answers with an address, loses the tunnel at every SIGUSR2 and finds it again, and writes down what it was told. */
const SDK = `
const { appendFileSync } = require("node:fs");
const { NGROK_STAND_IN: file, NGROK_URL: url, NGROK_ERROR: error } = process.env;
module.exports.forward = async (options) => {
  appendFileSync(file, JSON.stringify({ addr: options.addr, authtoken: options.authtoken }) + "\\n");
  if (error) throw Object.assign(new Error("Your authtoken: " + options.authtoken), { errorCode: error });
  process.on("SIGUSR2", () => { options.onStatusChange("closed"); options.onStatusChange("connected"); });
  return { url: () => url, close: async () => appendFileSync(file, "closed\\n") };
};
`;

/** The environment in which `share` finds the stand-in, and what that was told so far. */
export function standInForNgrok(folder: string, url: string) {
  const version = /VERSION = "(.+)"/.exec(readFileSync(join(import.meta.dir, "../../src/share/sdk.ts"), "utf8"))?.[1];
  const cache = join(folder, `parlor/ngrok-${version}`);
  const file = join(folder, "told");
  mkdirSync(join(cache, "node_modules/@ngrok/ngrok"), { recursive: true });
  writeFileSync(join(cache, "node_modules/@ngrok/ngrok/index.js"), SDK);
  writeFileSync(join(cache, "complete"), "");
  writeFileSync(file, "");
  return {
    environment: { XDG_CACHE_HOME: folder, NGROK_STAND_IN: file, NGROK_URL: url },
    told: () => readFileSync(file, "utf8").trim().split("\n"),
  };
}
