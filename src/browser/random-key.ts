/**
 * A version 7 UUID: it begins with the time, so that new keys lie side by side where the database looks them up, and storing a
 * message changes one page of that less. It says the minute only, which people see beside the message anyway.
 * `crypto.randomUUID` makes version 4, and is missing where the page came over plain http.
 */
export function randomKey(): string {
  const random = [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte.toString(16).padStart(2, "0"));
  const minute = Math.max(0, Date.now() - (Date.now() % 60_000));
  const time = minute.toString(16).padStart(12, "0");
  return `${time}${random.join("")}`.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-7$3-8$4-");
}
