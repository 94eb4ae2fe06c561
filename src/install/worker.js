// Shows a page of Parlor's own when a page can't be reached at all, and does little else: everything that a page itself
// asks for goes to the network as if this were not here. PAGE, SHARE, STYLE and CACHE are put in front by the server.

const OFFLINE = [PAGE, STYLE];
/** What was shared with the app, until the page of a room takes it. */
const SHARED = "shared";

self.addEventListener("install", (event) => {
  const stored = caches.open(CACHE).then((cache) => cache.addAll(OFFLINE));
  event.waitUntil(stored.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const forget = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== CACHE && name !== SHARED).map((name) => caches.delete(name)));
    await self.registration.navigationPreload?.disable(); // with it, Firefox never shows the page; an earlier version enabled it
  };
  event.waitUntil(forget());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") return event.respondWith(visit(request));
  const { pathname } = new URL(request.url);
  if (request.mode === "navigate" && pathname === SHARE) {
    return event.respondWith(keepShared(request));
  }
  if (pathname === STYLE) event.respondWith(style(request));
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

/** Keeps what the system's share sheet sends, and leads to where one says in which room it is to go. */
async function keepShared(request) {
  try {
    const form = await request.formData();
    await caches.delete(SHARED);
    const cache = await caches.open(SHARED);
    const texts = ["title", "text", "url"].map((name) => form.get(name)).filter(Boolean);
    // Many apps say the same twice, such as a text that ends with the address: what is in another one is left out.
    const text = texts.filter(
      (one, index) => !texts.some((other, at) => other.includes(one) && (at < index || other !== one)),
    );
    if (text.length > 0) await cache.put("/shared/text", new Response(text.join("\n")));
    for (const [index, file] of form.getAll("files").entries()) {
      const headers = { "x-file-name": encodeURIComponent(file.name), "content-type": file.type };
      await cache.put(`/shared/${index}`, new Response(file, { headers }));
    }
    return Response.redirect(SHARE, 303);
  } catch {
    await caches.delete(SHARED);
    return Response.redirect(`${SHARE}?failed`, 303);
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
