/** A share opens what it needs, each place with its own trust, and leaves nothing open when it ends. */
import { expect, test } from "bun:test";

import { OperatorError } from "../lib/operator-error.ts";
import type { Place, Trust } from "./listeners.ts";
import { openShares, type SharesDeps } from "./shares.ts";

/** Shares of a server at 127.0.0.1:8080 in a network, with listeners that are only noted. */
function shares(more: Partial<SharesDeps> = {}, taken: (place: Place) => boolean = () => false) {
  const open = new Map<Place, Trust>();
  const given = new Set<string>();
  const opened = openShares({
    config: { host: "127.0.0.1", allowedHosts: ["parlor.example"] },
    port: 8080,
    hosts: { knows: () => true },
    reach: {
      add(address) {
        given.add(address);
        return () => void given.delete(address);
      },
    },
    log: { info() {} },
    listeners: {
      add(place, trust) {
        if (taken(place)) throw new Error("in use");
        open.set(place, trust);
        return { port: "port" in place ? place.port || 51_000 : 0, close: () => void open.delete(place) };
      },
    },
    network: () => ["192.168.1.23", "10.0.0.4"],
    ...more,
  });
  return { ...opened, trusts: () => [...open.values()], places: () => [...open.keys()], given: () => [...given] };
}

const asking = (host: string, forwarded = host) =>
  new Request("http://any/", { headers: { host, "x-forwarded-host": forwarded } });

test("the network is listened to at each address, and no proxy is believed there", () => {
  const server = shares();
  const share = server.open({ with: "network" });
  expect(share).toMatchObject({ addresses: ["http://192.168.1.23:8080", "http://10.0.0.4:8080"], lasting: false });
  expect(server.given()).toEqual(["http://192.168.1.23:8080"]);
  for (const { proxies, hosts } of server.trusts()) {
    expect(proxies).toBe(0);
    const answers = ["192.168.1.23:8080", "10.0.0.4", "parlor.example", "evil.example"].map((host) =>
      hosts.knows(host),
    );
    expect(answers).toEqual([true, true, true, false]);
  }
  share.close();
  expect([server.places(), server.given()]).toEqual([[], []]);
});

test("where another program has the port, another port is taken", () => {
  const { open } = shares({}, (place) => "port" in place && place.port === 8080);
  expect(open({ with: "network" }).addresses).toEqual(["http://192.168.1.23:51000", "http://10.0.0.4:51000"]);
});

test("a server that listens everywhere opens nothing more", () => {
  const { open, places } = shares({ config: { host: "0.0.0.0", allowedHosts: [] } });
  expect(open({ with: "network" })).toMatchObject({
    addresses: ["http://192.168.1.23:8080", "http://10.0.0.4:8080"],
    lasting: true,
  });
  expect(places()).toEqual([]);
});

test("a server that listens at one address of the network opens the others", () => {
  const { open, places } = shares({ config: { host: "10.0.0.4", allowedHosts: [] } });
  const addresses = ["http://192.168.1.23:8080", "http://10.0.0.4:8080"];
  expect(open({ with: "network" })).toMatchObject({ addresses, lasting: false });
  expect(places()).toEqual([{ hostname: "192.168.1.23", port: 8080 }]);
});

test.each<[string, Partial<SharesDeps>, boolean]>([
  ["in no network", { network: () => [] }, false],
  ["where it may listen nowhere", {}, true],
])("%s there is one line that says so", (_, more, taken) => {
  const { open, given } = shares(more, () => taken);
  expect(() => open({ with: "network" })).toThrow(OperatorError);
  expect(given()).toEqual([]);
});

test("a tunnel's end believes one proxy, and answers to the tunnel's name", () => {
  const server = shares();
  const end = { unix: "/data/tunnel.sock" };
  const share = server.open({ with: "everybody", url: "https://quiet-lamp.example", end });
  expect(server.places()).toEqual([end]);
  const [trust] = server.trusts();
  expect(trust?.proxies).toBe(1);
  const answers = (...hosts: Parameters<typeof asking>) => trust?.hosts.answers(asking(...hosts));
  expect([
    answers("quiet-lamp.example"),
    answers("parlor.example"),
    answers("evil.example", "quiet-lamp.example"),
  ]).toEqual([true, false, false]);
  share.close();
  expect([server.places(), server.given()]).toEqual([[], []]);
});
