/** An Elysia app with one route: what the framework takes before anything is done with it. */
import { Elysia } from "elysia";

const app = new Elysia({ serve: { reusePort: false } }).get("/", () => "ok").listen({ hostname: "127.0.0.1", port: 0 });
process.stdout.write(`${app.server?.port}\n`);
