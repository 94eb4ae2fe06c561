/**
 * By which listener a request came, where that is not the server's own: while the server is shared, others lead to it.
 * Each has a trust of its own, so that what holds for one tunnel holds for nobody who comes another way.
 */
import type { Server } from "bun";

import type { Hosts } from "./hosts.ts";

export type Listener = {
  /** The number of proxies in front of it whose `X-Forwarded-*` headers are believed, in place of TRUST_PROXY. */
  proxies: number;
  /** The names it answers to. */
  hosts: Hosts;
  /** What accepted the request. */
  server: Server<unknown>;
};

/**
 * The server's own listener; nothing until it listens. What is asked of every request takes it from here: where a route
 * names the `server` of Elysia's context, that is defined anew for each request, which takes 5 µs.
 */
export type OwnListener = { server: Server<unknown> | null };

const listeners = new WeakMap<Request, Listener>();

/** Notes by which listener a request came; to be called before anything else looks at it. */
export const noteListener = (request: Request, listener: Listener): void => void listeners.set(request, listener);

/** The listener that a request came by; nothing for the server's own. */
export const listenerOf = (request: Request): Listener | undefined => listeners.get(request);

type Received = { request: Request; server: Server<unknown> | null };

/** What accepted a request: only this can upgrade it, and decides for how long its connection may be silent. */
export const acceptorOf = ({ request, server }: Received): Server<unknown> | null =>
  listenerOf(request)?.server ?? server;

/** Seconds after which a connection on which nothing happens is closed. */
export const IDLE_SECONDS = 30;

/** Does something for a request that may be silent for as long as that takes; what it does has to end by itself. */
export async function withoutIdleTimeout<Result>(received: Received, work: () => Promise<Result>): Promise<Result> {
  const acceptor = acceptorOf(received);
  acceptor?.timeout(received.request, 0);
  try {
    return await work();
  } finally {
    acceptor?.timeout(received.request, IDLE_SECONDS);
  }
}
