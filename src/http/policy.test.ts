/** A route allows what its options say, and is strict about everything else. */
import { expect, test } from "bun:test";

import { openPolicies } from "./policy.ts";

function open() {
  const policies = openPolicies();
  policies.learn([
    { method: "GET", path: "/", hooks: { detail: { strangers: true } } },
    { method: "POST", path: "/rooms/:slug/messages", hooks: { detail: { membersOnly: true, multipart: true } } },
    { method: "POST", path: "/rooms/:slug/files", hooks: { detail: { membersOnly: true, bodyBytes: 1_000_000 } } },
    { method: "POST", path: "/hooks/:id", hooks: { detail: { strangers: true, anyOrigin: true } } },
    { method: "POST", path: "/logout", hooks: { detail: { strangers: true } } },
  ]);
  return (method: string, path: string) => policies.of(new Request(`http://localhost${path}`, { method }));
}

test("a request has the policy of its route", () => {
  const policyOf = open();
  expect(policyOf("POST", "/rooms/lobby/messages")).toMatchObject({ multipart: true });
  expect(policyOf("POST", "/rooms/lobby/files?x=1")).toMatchObject({ bodyBytes: 1_000_000 });
  expect(policyOf("POST", "/hooks/7")).toMatchObject({ anyOrigin: true });
});

test.each([
  ["POST", "/logout"],
  ["GET", "/rooms/lobby/messages"],
  ["POST", "/rooms/lobby/messages/1"],
  ["POST", "/rooms/a/b/messages"],
  ["POST", "//hooks/7"],
  ["POST", "/hooks/7/"],
  ["POST", "/nothing"],
])("%s %s has the strict one", (method, path) => {
  const { multipart, bodyBytes, anyOrigin } = open()(method, path);
  expect([multipart, bodyBytes, anyOrigin]).toEqual([undefined, undefined, undefined]);
});

test("a route that does not say who may call it is refused", () => {
  const learn = () => openPolicies().learn([{ method: "POST", path: "/secret", hooks: {} }]);
  expect(learn).toThrow("POST /secret does not say who may call it");
});
