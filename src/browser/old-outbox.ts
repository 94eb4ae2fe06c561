/**
 * Renames what the page of version 0.1 left unsent: it kept messages for each room, as `lobby:letter:{key}`. The upgrade from
 * there is promised, so this stays until version 1.0.
 */
import { attempt, personStorage } from "./page.ts";

for (const name of personStorage.names()) {
  const [, room, key] = /^(.+):letter:(.+)$/.exec(name) ?? [];
  if (!room) continue;
  const message = attempt(() => ({ room, ...JSON.parse(personStorage.get(name)) }));
  if (message) personStorage.set(`outbox/${key}`, JSON.stringify(message));
  personStorage.set(name, "");
}
export {};
