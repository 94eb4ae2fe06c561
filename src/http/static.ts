/** The files of `public`: each a route of its own, and one for the many that are built, as each route is compiled. */
import { Elysia, NotFoundError } from "elysia";

import type { Assets } from "./assets.ts";
import { pathOf } from "./client.ts";
import { policy } from "./policy.ts";

const BUILT = "/build/";

export function staticRoutes({ paths, answer }: Pick<Assets, "paths" | "answer">) {
  const serve = ({ request }: { request: Request }): Response => {
    const file = answer(pathOf(request), request);
    if (!file) throw new NotFoundError(); // Elysia routes `/icon.svg/` here as well
    return file;
  };
  const app = new Elysia({ name: "static" }).use(policy);
  const routes = new Set(paths.map((path) => (path.startsWith(BUILT) ? `${BUILT}:name` : path)));
  for (const route of routes) app.get(route, serve, { allows: { strangers: true } });
  return app;
}
