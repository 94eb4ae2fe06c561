/** Every route that the app has, as it says itself. */
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { openParlor } from "../../src/parlor.ts";
import { temporaryFolder } from "./folder.ts";

/** A route as it is declared: `GET /rooms/:slug`. */
export type Route = { method: string; path: string; name: string };

/** Puts the app together in this process, reads its routes, and puts it away again. */
export async function listRoutes(): Promise<Route[]> {
  using folder = temporaryFolder();
  const parlor = openParlor(readConfig({ DATA_DIR: folder.path, LOG_LEVEL: "error" }));
  const routes = createApp(parlor).routes.map(({ method, path }) => ({ method, path, name: `${method} ${path}` }));
  await parlor.close(Promise.resolve());
  return routes;
}

/**
 * The address of a route, its parameters replaced.
 * @throws when a parameter has no value, with a sentence for whoever added the route
 */
export function pathWith(values: Record<string, string>, path: string): string {
  return path.replace(/:(\w+)/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${path}: say what :${name} stands for, where pathWith is called`);
    return encodeURIComponent(value);
  });
}
