/** Registers the service worker, which keeps a page for when there is no network. Browsers without one do without. */
export const keepOfflinePage = () => navigator.serviceWorker?.register("/service-worker.js").catch(() => {});
