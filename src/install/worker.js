// Shows a page of Parlor's own when a page can't be reached at all, and does little else: everything that a page itself
// asks for goes to the network as if this were not here. PAGE, STYLE and CACHE are put in front by the server.

const OFFLINE = [PAGE, STYLE];

self.addEventListener("install", (event) => {
  const stored = caches.open(CACHE).then((cache) => cache.addAll(OFFLINE));
  event.waitUntil(stored.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const forget = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
    await self.registration.navigationPreload?.disable(); // with it, Firefox never shows the page; an earlier version enabled it
  };
  event.waitUntil(forget());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") return event.respondWith(visit(request));
  if (new URL(request.url).pathname === STYLE) event.respondWith(style(request));
});

async function visit(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const page = await caches.match(PAGE);
    if (page) return page;
    throw error;
  }
}

/** The offline page's style sheet; its name is made from what is in it. */
const style = async (request) => (await caches.match(STYLE)) ?? fetch(request);

// A notification leads to a page of its room: one that is open, or else a new one at the message.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { tag, data } = event.notification;
  const room = `/rooms/${tag}`;
  const look = async () => {
    const pages = await self.clients.matchAll({ type: "window" });
    const page = pages.find(({ url }) => `${new URL(url).pathname}/`.startsWith(`${room}/`));
    return page ? page.focus() : self.clients.openWindow(data?.path ?? room);
  };
  event.waitUntil(look());
});
