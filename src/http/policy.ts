/** What a route allows. Limits, the origin and who may call it are options of each route; without them the strict rules hold. */
import { Elysia } from "elysia";

import { pathOf } from "./client.ts";

/** The route option `allows`: what the strict rules would refuse. */
export type RoutePolicy = {
  /** Callers who are not logged in. A route has this, or one of the options `member`, `administrator` and `inRoom`. */
  strangers?: boolean;
  /** A form with parts, which may carry files: the route itself reads it, as it comes. */
  multipart?: boolean;
  /** A body of any kind, which the route itself reads, as it comes. */
  raw?: boolean;
  /** Bytes in the body of a member's request, in place of BODY_BYTES; where forms with parts are allowed, of such a form. */
  bodyBytes?: number;
  /** Programs and other sites: the route is called with a secret of its own, and gets no cookie. */
  anyOrigin?: boolean;
};

export type Policies = {
  /** The policy of the route that a request is for; the strict one where there is no such route. */
  of: (request: Request) => RoutePolicy;
  /**
   * Takes the policies from the app's own table of routes.
   * @throws Error when a route does not say who may call it
   */
  learn: (routes: Routes) => void;
};

/** What a route's options note about it: Elysia keeps that for documentation, of the options of a guard, too. */
type Notes = RoutePolicy & { membersOnly?: boolean };
type Routes = { method: string; path: string; hooks: { detail?: Notes } }[];

const STRICT: RoutePolicy = {};

/** To be returned by an option that says who may call a route. */
export const MEMBERS_ONLY: object = { membersOnly: true };

/** Gives routes the option `allows`. */
export const policy = new Elysia({ name: "policy" }).macro({
  allows: (policy: RoutePolicy) => ({ detail: { ...policy } as object }),
});

export function openPolicies(): Policies {
  /** Only routes that allow a request something: they are few, and most requests are for none of them. */
  const special: { method: string; pattern: RegExp; policy: RoutePolicy }[] = [];

  return {
    of(request) {
      const path = pathOf(request);
      return special.find(({ method, pattern }) => method === request.method && pattern.test(path))?.policy ?? STRICT;
    },

    learn(routes) {
      for (const { method, path, hooks } of routes) {
        const { strangers, membersOnly, multipart, raw, bodyBytes, anyOrigin } = hooks.detail ?? {};
        if (!strangers && !membersOnly) throw new Error(`${method} ${path} does not say who may call it`);
        if (!multipart && !raw && !bodyBytes && !anyOrigin) continue;
        special.push({ method, pattern: toPattern(path), policy: { multipart, raw, bodyBytes, anyOrigin } });
      }
    },
  };
}

/** @example toPattern("/rooms/:slug/messages") // /^\/rooms\/[^/]+\/messages$/ */
const toPattern = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/:\w+/g, "[^/]+")}$`);
