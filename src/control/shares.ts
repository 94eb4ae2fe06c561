/**
 * Sharing, as the server does it: further listeners for as long as somebody shares. Its own listener keeps its settings
 * meanwhile. What a proxy needs holds for requests that come by the listener of a tunnel, and for no others.
 */
import type { Config } from "../config.ts";
import { hostName } from "../http/client.ts";
import { type Hosts, openHosts } from "../http/hosts.ts";
import { isEverywhere, type Reach } from "../http/reach.ts";
import { addressesInNetwork, namesInNetwork } from "../lib/addresses.ts";
import { OperatorError } from "../lib/operator-error.ts";
import type { Logger } from "../logger.ts";
import type { Listeners, Place } from "./listeners.ts";

/** With the local network; or with everybody, by a tunnel from `url` that ends at a place of this machine. */
export type ShareRequest = { with: "network" } | { with: "everybody"; url: string; end: Place };

export type Share = {
  /** Where others find it, the address that is most likely right first. */
  addresses: string[];
  /** Whether it stays open after the share: the server listens in the network anyway. */
  lasting: boolean;
  close: () => void;
};

export type Shares = {
  /** Shares the server until the share is closed. @throws OperatorError when it can't listen for others */
  open: (request: ShareRequest) => Share;
};

export type SharesDeps = {
  config: Pick<Config, "host" | "allowedHosts">;
  /** The port of the server's own listener. */
  port: number;
  hosts: Pick<Hosts, "knows">;
  reach: Pick<Reach, "add">;
  log: Pick<Logger, "info">;
  listeners: Pick<Listeners, "add">;
  /** The addresses of this machine. For tests. */
  network?: () => string[];
};

export function openShares(deps: SharesDeps): Shares {
  const { config, port, hosts, reach, log, listeners, network = addressesInNetwork } = deps;

  /** Who comes this way has passed one proxy, which is the tunnel, and asks for the tunnel's own name. */
  function openTunnel(url: string, end: Place): Share {
    const names = [hostName(new URL(url).host)];
    const { close } = listeners.add(end, {
      proxies: 1,
      hosts: openHosts({ host: "localhost", trustProxy: 1, allowedHosts: names }),
    });
    return { addresses: [url], lasting: false, close };
  }

  /** Nobody stands in front, so no headers are believed, whatever holds for the server's own listener. */
  function openNetwork(): Share {
    const closings: (() => void)[] = [];
    const addresses = network().flatMap((address) => {
      if (isOpen(address)) return [`http://${address}:${port}`]; // open as it is
      const listener = listenAt(address);
      if (!listener) return [];
      closings.push(listener.close);
      return [`http://${address}:${listener.port}`];
    });
    if (addresses.length === 0) throw new OperatorError(NO_NETWORK);
    return { addresses, lasting: closings.length === 0, close: () => closings.forEach((close) => close()) };
  }

  const isOpen = (address: string) => (isEverywhere(config.host) || config.host === address) && hosts.knows(address);

  /** At the server's own port, or at a free one where another program has that. */
  function listenAt(hostname: string) {
    const allowedHosts = [...config.allowedHosts, ...namesInNetwork(network())];
    const trust = { proxies: 0, hosts: openHosts({ host: hostname, trustProxy: 0, allowedHosts }) };
    for (const candidate of [port, 0]) {
      try {
        return listeners.add({ hostname, port: candidate }, trust);
      } catch {
        // the next, or another address
      }
    }
    return undefined;
  }

  return {
    open(request) {
      const share = request.with === "network" ? openNetwork() : openTunnel(request.url, request.end);
      const [address = ""] = share.addresses;
      const takeBack = reach.add(address);
      log.info("shared", { with: request.with, address });
      return {
        ...share,
        close() {
          takeBack();
          share.close();
          log.info("no longer shared", { with: request.with, address });
        },
      };
    },
  };
}

const NO_NETWORK = "this machine is not connected to a network: connect it, then run this again";
