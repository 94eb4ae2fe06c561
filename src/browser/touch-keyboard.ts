/** iOS lays its keyboard over the page; the room then is only as high as what can be seen. Loaded with the first touch keyboard. */

const viewport = window.visualViewport;

viewport?.addEventListener("resize", () => {
  const isCovered = window.innerHeight - viewport.height > 100 && viewport.scale === 1;
  document.documentElement.style.setProperty("--visible-height", isCovered ? `${viewport.height}px` : "100dvh");
  if (isCovered) window.scrollTo(0, 0);
});
export {};
