/** The whole app as one Elysia instance, in reading order. */
import { Elysia } from "elysia";

import { adminRoutes } from "./admin/routes.tsx";
import { readToken } from "./auth/cookies.ts";
import { loginRoutes } from "./auth/login.routes.tsx";
import { passwordRoutes } from "./auth/password.routes.tsx";
import { registerRoutes } from "./auth/register.routes.tsx";
import type { Config } from "./config.ts";
import type { AppContext } from "./context.ts";
import { fileRoutes } from "./files/routes.tsx";
import { openBodyReader } from "./http/body.ts";
import { IDLE_SECONDS } from "./http/listener.ts";
import { openPolicies } from "./http/policy.ts";
import { httpRoutes } from "./http/routes.ts";
import { installRoutes } from "./install/routes.tsx";
import { inviteRoutes } from "./invite/routes.tsx";
import { readRoutes } from "./live/read.routes.ts";
import { liveRoutes } from "./live/routes.ts";
import { changeRoutes } from "./messages/change.routes.tsx";
import { forMeRoutes } from "./messages/for-me.routes.tsx";
import { historyRoutes } from "./messages/history.routes.tsx";
import { postRoutes } from "./messages/post.routes.ts";
import { metricsRoutes } from "./metrics/routes.ts";
import { roomFilesRoutes } from "./room/files.routes.tsx";
import { findRoutes } from "./room/find.routes.tsx";
import { nameRoutes } from "./room/names.routes.tsx";
import { openRoomPage } from "./room/page.ts";
import { roomsRoutes } from "./room/rooms.routes.ts";
import { roomRoutes } from "./room/routes.tsx";
import { searchRoutes } from "./search/routes.tsx";
import { accountRoutes } from "./settings/account.routes.tsx";
import { appearanceRoutes } from "./settings/appearance.routes.ts";
import { dataRoutes } from "./settings/data.routes.ts";
import { pictureRoutes } from "./settings/picture.routes.tsx";
import { profileRoutes } from "./settings/profile.routes.tsx";

/**
 * Bun reads no larger body, in bytes, and says so without a sentence, so our own limits are lower: the largest is that of a
 * plain form with as many files as a message may have.
 */
const mostBytes = ({ bodyBytes, fileBytes, filesPerMessage }: TransportConfig): number =>
  2 * (bodyBytes + filesPerMessage * fileBytes) + 16 * 1_048_576;

export type TransportConfig = Pick<Config, "backpressureBytes" | "bodyBytes" | "fileBytes" | "filesPerMessage">;

/** Largest frame a page may send, in bytes. */
const FRAME_BYTES = 1_024;

/** What holds for every listener that leads to the app. */
export const transport = (config: TransportConfig) => ({
  serve: { reusePort: false, development: false, idleTimeout: IDLE_SECONDS, maxRequestBodySize: mostBytes(config) },
  websocket: {
    idleTimeout: 60,
    maxPayloadLength: FRAME_BYTES,
    backpressureLimit: config.backpressureBytes,
    closeOnBackpressureLimit: true, // else what does not fit is dropped silently
    perMessageDeflate: false,
  },
});

export type App = ReturnType<typeof createApp>;

export function createApp(context: AppContext) {
  const { config, sessions } = context;
  const renderRoom = openRoomPage(context);
  const isMember = async (request: Request) =>
    (await sessions.find(readToken(request, config.trustProxy))) !== undefined;
  const policies = openPolicies();
  const bodies = openBodyReader(config, policies, isMember);
  const app = new Elysia({
    name: "parlor",
    ...transport(config),
    handler: { standardHostname: false }, // a host may be as short as `pi`
  })
    .onStart(({ server }) => void (context.listener.server = server))
    .use(httpRoutes({ ...context, bodies, policies }))
    .use(loginRoutes(context))
    .use(registerRoutes(context))
    .use(passwordRoutes(context))
    .use(accountRoutes(context))
    .use(dataRoutes(context))
    .use(appearanceRoutes(context))
    .use(adminRoutes(context))
    .use(profileRoutes(context))
    .use(pictureRoutes(context))
    .use(roomsRoutes(context))
    .use(roomRoutes({ ...context, renderRoom }))
    .use(historyRoutes({ ...context, renderRoom }))
    .use(postRoutes({ ...context, renderRoom }))
    .use(fileRoutes(context))
    .use(changeRoutes(context))
    .use(forMeRoutes(context))
    .use(nameRoutes(context))
    .use(roomFilesRoutes(context))
    .use(findRoutes(context))
    .use(searchRoutes(context))
    .use(liveRoutes(context))
    .use(readRoutes(context))
    .use(installRoutes(context))
    .use(inviteRoutes(context))
    .use(metricsRoutes(context));
  policies.learn(app.routes);
  return app;
}
