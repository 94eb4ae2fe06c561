/** Of all addresses of a machine, the one a phone can most likely reach comes first. */
import { expect, test } from "bun:test";
import type { NetworkInterfaceInfo } from "node:os";

import { addressesInNetwork, isOfNetwork } from "./addresses.ts";

const ipv4 = (address: string, internal = false) =>
  ({ address, internal, family: "IPv4", netmask: "", mac: "", cidr: null }) as NetworkInterfaceInfo;
const ipv6 = (address: string) => ({ ...ipv4(address), family: "IPv6", scopeid: 0 }) as NetworkInterfaceInfo;

test("what leads elsewhere than to this machine, usual networks first, inner ones last", () => {
  const interfaces = {
    lo: [ipv4("127.0.0.1", true)],
    docker0: [ipv4("172.17.0.1")],
    tun0: [ipv4("192.168.77.2")],
    en1: [ipv6("fe80::1"), ipv4("203.0.113.9")],
    en0: [ipv4("10.0.0.4")],
    wlan0: [ipv4("192.168.1.23")],
    gone: undefined,
  };
  expect(addressesInNetwork(interfaces)).toEqual([
    "192.168.1.23",
    "10.0.0.4",
    "203.0.113.9",
    "192.168.77.2",
    "172.17.0.1",
  ]);
});

test("a machine in no network has none", () => {
  expect(addressesInNetwork({ lo: [ipv4("127.0.0.1", true)] })).toEqual([]);
});

test.each<[boolean, string[]]>([
  [
    true,
    [
      "192.168.1.23:8080",
      "10.0.0.4",
      "172.20.1.1",
      "169.254.3.4",
      "[fe80::1]:8080",
      "[fd12::1]",
      "ada",
      "ada.local:8080",
    ],
  ],
  [
    false,
    [
      "203.0.113.9",
      "172.32.0.1",
      "parlor.example",
      "local.example",
      "[2001:db8::7]",
      "10.example",
      "192.168.1.23.example",
    ],
  ],
])("that a host is of the network is %p", (expected, hosts) => {
  for (const host of hosts) expect([host, isOfNetwork(host)]).toEqual([host, expected]);
});
