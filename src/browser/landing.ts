/**
 * The video behind the landing page: plays where motion is welcome and the connection is good, and can be stopped and started
 * everywhere. Without this script it stands still.
 */

/** What browsers say of a connection, those that do. */
type Connection = { saveData?: boolean; effectiveType?: string };

const video = document.querySelector<HTMLVideoElement>(".landing .backdrop > video");
const button = document.querySelector<HTMLButtonElement>(".landing .motion");
const lessMotion = matchMedia("(prefers-reduced-motion: reduce)");

const { saveData = false, effectiveType = "4g" } = (navigator as { connection?: Connection }).connection ?? {};
const isSlow = saveData || effectiveType !== "4g";

if (video && button) {
  button.hidden = false;
  button.addEventListener("click", () => (video.paused ? play(video) : video.pause()));
  for (const event of ["play", "pause"]) video.addEventListener(event, () => label(video, button));
  video.addEventListener("playing", () => video.classList.remove("waiting")); // there is something to see
  lessMotion.addEventListener("change", () => lessMotion.matches && video.pause());
  if (!isSlow && !lessMotion.matches) play(video);
}

/** A browser may refuse, to save power: then the button starts it. */
function play(video: HTMLVideoElement): void {
  video.play().catch(() => {});
}

function label(video: HTMLVideoElement, button: HTMLButtonElement): void {
  button.textContent = video.paused ? "Play video" : "Pause video";
}

export {};
