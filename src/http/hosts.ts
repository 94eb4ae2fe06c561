/** Under which names Parlor answers: a page of another name that is led to this machine must not become one of ours. */
import type { Config } from "../config.ts";
import { hostName, hostOf, localUrl, ownHostOf } from "./client.ts";

export type Hosts = {
  /** Whether a request asks for a name that is ours. */
  answers: (request: Request) => boolean;
  /** Whether a host, with or without a port, is one that is answered. */
  knows: (host: string) => boolean;
};

type Options = Pick<Config, "host" | "trustProxy" | "allowedHosts">;

/**
 * With `ALLOWED_HOSTS` these names, `*.example.com` being all below one. Without it, a server that only this machine can
 * reach answers to the names of this machine, and any other to every name. Those of this machine are always right:
 * nobody else can make a browser ask for them.
 * @see https://en.wikipedia.org/wiki/DNS_rebinding
 */
export function openHosts({ host, trustProxy, allowedHosts }: Options): Hosts {
  const isLocal = isLoopback(host);
  const answersToAll = allowedHosts.length === 0 && !(isLocal && trustProxy === 0);
  const here = hostName(localUrl(host, 0).slice("http://".length)); // as health checks ask for it
  const names = new Set([...allowedHosts, here]);

  function isOurs(name: string): boolean {
    if (isLoopback(name) || names.has(name)) return true;
    for (let dot = name.indexOf("."); dot > 0; dot = name.indexOf(".", dot + 1)) {
      if (names.has(`*${name.slice(dot)}`)) return true;
    }
    return false;
  }

  return {
    answers(request) {
      if (answersToAll) return true;
      const host = hostOf(request, trustProxy);
      if (!isOurs(hostName(host))) return false;
      if (!isLocal) return true;
      // What a proxy would add, a page can add as well where it reaches the server without one.
      const own = ownHostOf(request);
      return own === host || isOurs(hostName(own));
    },
    knows: (host) => answersToAll || isOurs(hostName(host)),
  };
}

/** Whether a name, without port, is one of this machine for itself. */
export const isLoopback = (name: string): boolean =>
  /^(?:(?:[^.]+\.)*localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[?::1\]?)$/.test(name);
