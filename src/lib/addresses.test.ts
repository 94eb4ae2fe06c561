/** Of all addresses of a machine, the one a phone can most likely reach comes first. */
import { expect, test } from "bun:test";
import type { NetworkInterfaceInfo } from "node:os";

import { addressesInNetwork } from "./addresses.ts";

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
