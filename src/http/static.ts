/** The files of `public`, each a route of its own. */
import { Elysia, NotFoundError } from "elysia";

import type { Assets } from "./assets.ts";
import { pathOf } from "./client.ts";
import { policy } from "./policy.ts";

export function staticRoutes({ paths, answer }: Pick<Assets, "paths" | "answer">) {
  const serve = ({ request }: { request: Request }): Response => {
    const file = answer(pathOf(request), request);
    if (!file) throw new NotFoundError(); // Elysia routes `/icon.svg/` here as well
    return file;
  };
  const app = new Elysia({ name: "static" }).use(policy);
  for (const path of paths) app.get(path, serve, { allows: { strangers: true } });
  return app;
}
