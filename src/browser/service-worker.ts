/** Lets the browser keep a page for when there is no network; where it has no such thing, nothing happens. */
export const keepOfflinePage = () => void navigator.serviceWorker?.register("/service-worker.js").catch(() => {});
