/** Every route of the app but the static files, as the app itself lists them. */
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { openContext } from "../../src/context.ts";
import { temporaryFolder } from "./folder.ts";

/** A route as it is declared, `GET /rooms/:slug`, and the names of what its schemas let through. */
export type Route = { method: string; path: string; name: string; fields: string[]; query: string[] };

type Schema = { properties?: Record<string, unknown> };

/** Builds the app in this process, lists its routes, and closes it again. The files of `public` are not among them. */
export async function listRoutes(): Promise<Route[]> {
  using folder = temporaryFolder();
  const context = await openContext(readConfig({ DATA_DIR: folder.path, LOG_LEVEL: "error" }));
  const files = new Set(context.assets.paths);
  const routes = createApp(context).routes.filter(({ path }) => !files.has(path));
  await context.close(Promise.resolve());
  return routes.map(({ method, path, hooks }) => {
    const [fields, query] = [hooks.body, hooks.query].map((schema: Schema | undefined) =>
      Object.keys(schema?.properties ?? {}),
    );
    return { method, path, name: `${method} ${path}`, fields: fields ?? [], query: query ?? [] };
  });
}

/** What the parameters of addresses stand for, unless a test says otherwise. */
const EXAMPLES: Record<string, string> = {
  slug: "lobby",
  key: "00000000-0000-4000-8000-000000000000",
  id: "1",
  name: "view.png",
  picture: "0f9d3c1e5b7a.webp",
  file: "0f9d3c1e5b7a.webp",
  use: "logo",
};

/** The routes that may change something. */
export const isUnsafe = ({ method }: Pick<Route, "method">): boolean =>
  method !== "GET" && method !== "HEAD" && method !== "OPTIONS";

/**
 * An address of a route.
 * @throws when a parameter stands for nothing, with a sentence for whoever added the route
 */
export function addressOf({ path }: Pick<Route, "path">, values: Record<string, string> = {}): string {
  return path.replace(/:(\w+)/g, (_, name: string) => {
    const value = values[name] ?? EXAMPLES[name];
    if (value === undefined) throw new Error(`${path}: add what :${name} stands for to test/support/routes.ts`);
    return encodeURIComponent(value);
  });
}
