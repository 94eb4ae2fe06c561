/** Node's zlib, read when it is first asked for: a server to which nobody sends a picture has no use for it. */
import { lazy } from "./lazy.ts";

export const zlib = lazy((): typeof import("node:zlib") => require("node:zlib"));
