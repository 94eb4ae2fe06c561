/** Preloaded into a server: its clock is wrong by as many ms as the file CLOCK_OFF says, from call to call. */
import { readFileSync } from "node:fs";

const file = process.env.CLOCK_OFF ?? "";
const TrueDate = Date;
const now = () => TrueDate.now() + Number(readFileSync(file, "utf8"));

globalThis.Date = new Proxy(TrueDate, {
  construct: (_, given: unknown[]) => Reflect.construct(TrueDate, given.length === 0 ? [now()] : given),
  apply: () => new TrueDate(now()).toString(),
  get: (_, name) => (name === "now" ? now : Reflect.get(TrueDate, name)),
});
