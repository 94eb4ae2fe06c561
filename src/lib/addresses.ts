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

/** Whether a host, with or without a port, leads somewhere in the networks of this machine only, and not everywhere. */
export const isOfNetwork = (host: string): boolean => OF_NETWORK.test(host);

/** Private and link-local addresses, names without a dot, and those of multicast DNS. */
const OF_NETWORK =
  /^(?:(?:10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}|\[f(?:[cd]|e[89ab])[0-9a-f:]*\]|[^.:\[\]]+|[^:]+\.local)(?::\d+)?$/i;

/** What others in the network may call this machine: its addresses and its name. */
export function namesInNetwork(addresses = addressesInNetwork()): string[] {
  const name = hostname().toLowerCase();
  return [...addresses, name, `${name}.local`];
}

function rankOf(name: string, address: string): number {
  const usual = USUAL.findIndex((pattern) => pattern.test(address));
  return (INSIDE.test(name) ? USUAL.length + 1 : 0) + (usual < 0 ? USUAL.length : usual);
}
