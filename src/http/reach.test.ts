/** What is given away leads others here: never the name that every machine has for itself. */
import { expect, test } from "bun:test";

import { openReach } from "./reach.ts";

const HERE = "http://localhost:8080";
const open = (host: string, knows: (name: string) => boolean = () => true) =>
  openReach({ config: { host }, hosts: { knows }, network: () => ["192.168.1.23", "10.0.0.4"] });

test("an address that others can reach is given on as it is", () => {
  const reach = open("127.0.0.1");
  for (const origin of ["https://parlor.example", "http://192.168.1.23:8080"]) {
    expect(reach.addressFor(origin)).toBe(origin);
  }
});

test.each([HERE, "http://127.0.0.1", "http://[::1]:8080", "http://ada.localhost"])(
  "nothing stands for %s where only this machine comes in",
  (origin) => expect(open("127.0.0.1").addressFor(origin)).toBeUndefined(),
);

test("what is shared stands for it, https first, until it is taken back", () => {
  const reach = open("127.0.0.1");
  const end = reach.add("https://quiet-lamp.example");
  reach.add("http://192.168.1.23:8080");
  expect(reach.addressFor(HERE)).toBe("https://quiet-lamp.example");
  end();
  expect(reach.addressFor(HERE)).toBe("http://192.168.1.23:8080");
});

test("a server that listens everywhere is reached at an address of the machine that it answers to", () => {
  expect(open("0.0.0.0").addressFor(HERE)).toBe("http://192.168.1.23:8080");
  expect(open("0.0.0.0").addressFor("http://[::1]:9")).toBe("http://192.168.1.23:9");
  expect(open("0.0.0.0", (name) => name === "10.0.0.4").addressFor(HERE)).toBe("http://10.0.0.4:8080");
  expect(open("0.0.0.0", () => false).addressFor(HERE)).toBeUndefined();
});
