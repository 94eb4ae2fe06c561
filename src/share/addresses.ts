/** Under which addresses this machine is known in its networks. */
import { hostname, type NetworkInterfaceInfo, networkInterfaces } from "node:os";

type Interfaces = Record<string, NetworkInterfaceInfo[] | undefined>;

/** Networks that a phone is hardly ever in: of containers, virtual machines and tunnels. */
const INSIDE = /^(docker|br-|veth|virbr|vmnet|vboxnet|tun|tap|utun|wg|tailscale|zt|cni|flannel|podman|lxc)/i;

/** What a router at home or at work hands out, the most usual first. */
const USUAL = [/^192\.168\./, /^10\./, /^172\.(1[6-9]|2\d|3[01])\./];

/** The IPv4 addresses that others may reach this machine at, the one a phone most likely can first. */
export function addressesInNetwork(interfaces: Interfaces = networkInterfaces()): string[] {
  const found = Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal)
      .map(({ address }) => ({ address, rank: rankOf(name, address) })),
  );
  return found.sort((a, b) => a.rank - b.rank).map(({ address }) => address);
}

/** What others in the network may call this machine: its addresses and its name. */
export function namesInNetwork(): string[] {
  const name = hostname().toLowerCase();
  return [...addressesInNetwork(), name, `${name}.local`];
}

function rankOf(name: string, address: string): number {
  const usual = USUAL.findIndex((pattern) => pattern.test(address));
  return (INSIDE.test(name) ? USUAL.length + 1 : 0) + (usual < 0 ? USUAL.length : usual);
}
