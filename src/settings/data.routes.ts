/** One's own data to download, made while it is sent. */
import type { Database } from "bun:sqlite";

import { Elysia } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import { memberLimit } from "../auth/member-limit.ts";
import { findSession } from "../auth/sessions.store.ts";
import type { Config } from "../config.ts";
import { dayIn, DOWNLOAD_PAUSE, downloadHeaders } from "../http/download.ts";
import { acceptorOf } from "../http/listener.ts";
import { rateLimit } from "../lib/rate-limit.ts";
import type { Positions } from "../rooms/positions.ts";
import { ownData } from "./data.ts";

type Deps = AuthDeps & {
  config: Pick<Config, "downloadsPer10min" | "rateLimitKeys" | "trustProxy">;
  db: Database;
  positions: Pick<Positions, "of">;
};

export function dataRoutes(deps: Deps) {
  const { config, db } = deps;
  const limit = memberLimit(
    rateLimit({ most: config.downloadsPer10min, windowMs: 600_000, keys: config.rateLimitKeys }),
    (seconds) => `You have downloaded your data several times just now. Wait ${seconds} s, then try again.`,
  );

  return new Elysia({ name: "data" })
    .use(members(deps))
    .guard({ member: true })

    .get("/account/data", ({ request, server, member, session }) => {
      limit.count(member);
      const now = Date.now();
      acceptorOf({ request, server })?.timeout(request, DOWNLOAD_PAUSE);
      const isGood = () => findSession(db, session.id) !== undefined;
      const headers = downloadHeaders(`parlor-data-${dayIn(now)}.jsonl`, "application/jsonl; charset=utf-8");
      return new Response(inTurns(ownData(deps, member.id, now), isGood), { headers });
    });
}

/** Each part is made in a turn of its own, when the reader has taken the one before. It breaks off when it may not go on. */
async function* inTurns(parts: Generator<string>, mayGoOn: () => boolean): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const part of parts) {
    await Bun.sleep(0);
    if (!mayGoOn()) throw new Error("the session has ended");
    if (part) yield encoder.encode(part);
  }
}
