/** The whole app as one Elysia instance, in reading order. */
import { Elysia } from "elysia";

import { ownAccountRoutes } from "./account/routes.tsx";
import { readToken } from "./accounts/member.ts";
import { passwordRoutes } from "./accounts/password.routes.tsx";
import { registerRoutes } from "./accounts/register.routes.tsx";
import { accountRoutes } from "./accounts/routes.tsx";
import { administrationRoutes } from "./administration/routes.tsx";
import { openBodyReader } from "./http/body.ts";
import { httpRoutes } from "./http/routes.ts";
import { installRoutes } from "./install/routes.tsx";
import { liveRoutes } from "./live/routes.ts";
import { mentionRoutes } from "./mentions/routes.tsx";
import { messageRoutes } from "./messages/routes.tsx";
import { metricsRoutes } from "./metrics/routes.ts";
import type { Parlor } from "./parlor.ts";
import { profileRoutes } from "./profile/routes.tsx";
import { roomRoutes } from "./rooms/routes.tsx";
import { searchRoutes } from "./search/routes.tsx";
import { shareRoutes } from "./share/routes.tsx";

/** Largest body Bun reads at all, in bytes; it says so without a sentence, so our own limit is lower. */
const BODY_BYTES = 16 * 1_048_576;

/** Largest frame a page may send, in bytes. */
const FRAME_BYTES = 1_024;

export type App = ReturnType<typeof createApp>;

export function createApp(parlor: Parlor) {
  const { config, sessions } = parlor;
  const isMember = async (request: Request) => (await sessions.find(readToken(request))) !== undefined;
  const bodies = openBodyReader(config, isMember);
  const app = new Elysia({
    name: "parlor",
    serve: { reusePort: false, development: false, maxRequestBodySize: BODY_BYTES },
    websocket: {
      idleTimeout: 60,
      maxPayloadLength: FRAME_BYTES,
      backpressureLimit: config.backpressureBytes,
      closeOnBackpressureLimit: true, // else what does not fit is dropped silently
      perMessageDeflate: false,
    },
  })
    .use(httpRoutes(parlor, bodies))
    .use(accountRoutes(parlor))
    .use(registerRoutes(parlor))
    .use(passwordRoutes(parlor))
    .use(ownAccountRoutes(parlor))
    .use(administrationRoutes(parlor))
    .use(profileRoutes(parlor))
    .use(roomRoutes(parlor))
    .use(messageRoutes(parlor))
    .use(mentionRoutes(parlor))
    .use(searchRoutes(parlor))
    .use(liveRoutes(parlor))
    .use(installRoutes(parlor))
    .use(shareRoutes(parlor))
    .use(metricsRoutes(parlor));
  bodies.learn(app.routes);
  return app;
}
