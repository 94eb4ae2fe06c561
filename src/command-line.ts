/** How Parlor's commands are typed, in the form that started this process: for the terminal, and for pages that name one. */
import { existsSync } from "node:fs";
import { hostname } from "node:os";

/** What tells how this process was started. */
export type Start = {
  /** How the single executable was called, as in `./parlor`; nothing for the source. */
  executable: string | undefined;
  /** The container that the image runs in. */
  container: Container | undefined;
  environment: Record<string, string | undefined>;
  windows: boolean;
};

type Container = { engine: "docker" | "podman"; name: string };

/**
 * A command as it is typed by whoever started this.
 * @param words what follows the program, as in `share --lan`
 * @param variables what stands in front of it
 * @example commandLine("share --lan") // "bun run share --lan", "npx --yes bun@1.4.5 run share --lan", "parlor share --lan"
 */
export function commandLine(words: string, variables: Record<string, string> = {}, start = currentStart()): string {
  const { executable, container, environment } = start;
  if (container) {
    const set = Object.entries(variables).map(([name, value]) => `-e ${name}=${value} `);
    return `${container.engine} exec -it ${set.join("")}${container.name} ${executable} ${words}`.trimEnd();
  }
  const folder = environment.DATA_DIR; // without it another Parlor would be meant
  const all = { ...variables, ...(folder && { DATA_DIR: quoted(folder) }) };
  const set = start.windows ? [] : Object.entries(all).map(([name, value]) => `${name}=${value} `);
  return `${set.join("")}${program(start, words)} ${words}`.trimEnd();
}

/** What commands begin with. @example programName() // "bun src/main.ts", "parlor" */
export function programName(start = currentStart()): string {
  return commandLine("", {}, { ...start, environment: { ...start.environment, DATA_DIR: undefined } });
}

/** How Parlor is shared: with its network; with everybody; and so with a token of ngrok's, which the reader puts in. */
export const shareCommands = (start = currentStart()) => ({
  network: commandLine("share --lan", {}, start),
  everybody: commandLine("share", {}, start),
  withToken: start.windows
    ? commandLine("share --token …", {}, start)
    : commandLine("share", { NGROK_AUTHTOKEN: "…" }, start),
});

function program({ executable, environment }: Start, words: string): string {
  if (executable) return quoted(executable);
  const bun = cameByNpx(environment) ? `npx --yes bun@${Bun.version}` : "bun";
  return IS_SCRIPT.test(words) ? `${bun} run` : `${bun} src/main.ts`;
}

/** What package.json has a script for. */
const IS_SCRIPT = /^(share|start)\b/;

/** npm and npx leave their mark on what they start; Bun leaves its own only where there is none yet. */
const cameByNpx = (environment: Start["environment"]): boolean =>
  environment.npm_config_user_agent?.startsWith("npm/") ?? false;

const quoted = (text: string): string =>
  /^[\w@%+=:,./\\-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

function currentStart(): Start {
  return {
    executable: Bun.isStandaloneExecutable ? process.argv0 : undefined,
    container: process.execPath === IN_IMAGE ? findContainer() : undefined,
    environment: process.env,
    windows: process.platform === "win32",
  };
}

/** Where the executable is in the image; see the Dockerfile. */
const IN_IMAGE = "/parlor";

/** The container this process is in. Without another name, its host name is its id. */
function findContainer(): Container | undefined {
  const engine = existsSync("/run/.containerenv") ? "podman" : existsSync("/.dockerenv") ? "docker" : undefined;
  return engine && { engine, name: /^[0-9a-f]{12}$/.test(hostname()) ? hostname() : "parlor" };
}

/** Whether this process is in a container of the image, which does not know the network of its machine. */
export const isInContainer = (): boolean => currentStart().container !== undefined;
