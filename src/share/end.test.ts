/** A tunnel ends where only this user gets, and where ngrok finds it. */
import { expect, test } from "bun:test";
import { tmpdir } from "node:os";

import { endAddress, tunnelEnd } from "./end.ts";

test("in the folder of the data, each time under another name", () => {
  const addresses = [tunnelEnd("/srv/parlor"), tunnelEnd("/srv/parlor")].map(endAddress);
  for (const address of addresses) expect(address).toMatch(/^unix:\/srv\/parlor\/tunnel-[\w-]{8}\.sock$/);
  expect(new Set(addresses).size).toBe(2);
});

test.each(["/srv/my parlor", `/srv/${"long/".repeat(20)}`])(
  "elsewhere when ngrok could not read the path %s",
  (folder) => {
    expect(endAddress(tunnelEnd(folder))).toStartWith(`unix:${tmpdir()}/tunnel-`);
  },
);
