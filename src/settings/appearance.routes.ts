/** Choosing between light and dark, for this browser. A plain form leads back to where it was sent from. */
import { Elysia, t } from "elysia";

import type { Config } from "../config.ts";
import { isAppearance, setAppearance } from "../http/appearance.ts";
import { localPath, wantsFragment } from "../http/client.ts";
import { policy } from "../http/policy.ts";

export function appearanceRoutes({ config }: { config: Pick<Config, "trustProxy"> }) {
  return new Elysia({ name: "appearance" }).use(policy).post(
    "/appearance",
    (context) => {
      const { appearance } = context.body;
      setAppearance(context, config.trustProxy, isAppearance(appearance) ? appearance : "system");
      const { request, redirect, status } = context;
      return wantsFragment(request) ? status(204) : redirect(pathBefore(request), 303);
    },
    { allows: { strangers: true }, body: t.Object({ appearance: t.String({ default: "" }) }) },
  );
}

/** The page that a form was sent from, as far as the browser says. */
function pathBefore(request: Request): string {
  const from = request.headers.get("referer") ?? "";
  const { pathname, search } = new URL(URL.canParse(from) ? from : "http://parlor.invalid");
  return localPath(pathname + search, "/");
}
