/** Under which addresses others reach this server, as far as it knows: what can be given away. */
import { isInContainer } from "../command-line.ts";
import type { Config } from "../config.ts";
import { addressesInNetwork } from "../lib/addresses.ts";
import { hostName } from "./client.ts";
import { type Hosts, isLoopback } from "./hosts.ts";

export type Reach = {
  /** Adds an address, as in `https://quiet-lamp.example`, until what is returned is called. */
  add: (address: string) => () => void;
  /** The address to give to others, for somebody who came by another; nothing when only this machine can come in. */
  addressFor: (origin: string) => string | undefined;
};

type Options = {
  config: Pick<Config, "host">;
  hosts: Pick<Hosts, "knows">;
  /** For tests. */
  network?: () => string[];
};

/** Addresses that were added come first, those with https before others, and later ones before earlier ones. */
export function openReach({ config, hosts, network = ownNetwork }: Options): Reach {
  const added = new Set<{ address: string }>();

  /** Where the server listens everywhere, an address of the machine will do. */
  function inNetwork(origin: string): string | undefined {
    if (!isEverywhere(config.host)) return undefined;
    const address = network().find((one) => hosts.knows(one));
    return address && origin.replace(/\/\/(\[[^\]]*\]|[^:/]*)/, `//${address}`);
  }

  return {
    add(address) {
      const entry = { address };
      added.add(entry);
      return () => void added.delete(entry);
    },
    addressFor(origin) {
      if (!isHere(origin)) return origin;
      const addresses = [...added].reverse().map(({ address }) => address);
      return addresses.find((address) => address.startsWith("https:")) ?? addresses[0] ?? inNetwork(origin);
    },
  };
}

const ownNetwork = () => (isInContainer() ? [] : addressesInNetwork());

/** Whether a server listens at every address of the machine. */
export const isEverywhere = (host: string): boolean => host === "0.0.0.0" || host === "::";

/** Whether an address leads every machine to itself. */
const isHere = (origin: string): boolean => isLoopback(hostName(origin.replace(/^https?:\/\//, "")));
