/** Zooms into a picture by a click or a double tap, with two fingers or the wheel. A swipe leads to the next one. */

/** How much closer a click brings it, and the closest. */
const CLOSER = 2.5;
const CLOSEST = 8;
/** What moves less than this, in pixels, is a click; two taps within this many ms are one double tap. */
const SLOP = 8;
const DOUBLE_TAP = 300;
/** How far a finger moves for a swipe, in pixels. */
const SWIPE = 48;

type Point = { x: number; y: number };

export type Zoom = {
  /** The whole picture again. */
  reset: () => void;
  /** So many times closer, in the middle; 0 is the whole picture. */
  by: (times: number) => void;
};

type Ways = { step: (by: number) => void; close: () => void };

export function openZoom(stage: HTMLElement, image: HTMLElement, { step, close }: Ways): Zoom {
  const fingers = new Map<number, Point>();
  /** How close it is, and where its middle is, from the middle of the stage. */
  let [scale, x, y] = [1, 0, 0];
  /** Where the first finger came down, how far two were apart, and whether anything has moved since. */
  let start: Point = { x: 0, y: 0 };
  let apart = 0;
  let hasMoved = false;
  let tappedAt = 0;

  function apply(): void {
    const { width, height } = stage.getBoundingClientRect();
    const mostX = Math.max(0, (image.offsetWidth * scale - width) / 2);
    const mostY = Math.max(0, (image.offsetHeight * scale - height) / 2);
    [x, y] = [Math.min(mostX, Math.max(-mostX, x)), Math.min(mostY, Math.max(-mostY, y))];
    image.style.transform = scale === 1 ? "" : `translate(${x}px, ${y}px) scale(${scale})`;
    stage.classList.toggle("closer", scale > 1);
  }

  /** Changes how close it is; what is at a point of the screen stays there. */
  function zoomTo(wanted: number, at: Point): void {
    const box = stage.getBoundingClientRect();
    const [fromX, fromY] = [at.x - box.left - box.width / 2, at.y - box.top - box.height / 2];
    const next = Math.min(CLOSEST, Math.max(1, wanted));
    x = fromX - ((fromX - x) * next) / scale;
    y = fromY - ((fromY - y) * next) / scale;
    scale = next;
    apply();
  }

  function reset(): void {
    [scale, x, y] = [1, 0, 0];
    fingers.clear();
    apply();
  }

  /** How far two fingers are apart, and the point between them. */
  const spread = () => {
    const [a, b = a] = [...fingers.values()];
    return a && b ? distance(a, b) : 0;
  };
  const between = (): Point => {
    const [a = start, b = a] = [...fingers.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };

  const middle = (): Point => {
    const { left, top, width, height } = stage.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  };

  stage.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoomTo(scale * Math.exp(-event.deltaY / 400), { x: event.clientX, y: event.clientY });
    },
    { passive: false },
  );
  image.draggable = false;

  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 1) {
      start = { x: event.clientX, y: event.clientY };
      hasMoved = false;
      apart = 0;
    } else {
      apart = spread();
      hasMoved = true;
    }
  });

  stage.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    fingers.set(event.pointerId, now);
    hasMoved ||= distance(start, now) > SLOP;
    if (fingers.size === 2) {
      const now = spread();
      if (apart > 0) zoomTo((scale * now) / apart, between());
      apart = now;
    } else if (scale > 1) {
      [x, y] = [x + now.x - before.x, y + now.y - before.y];
      apply();
    }
  });

  const lift = (event: PointerEvent) => {
    const wasOne = fingers.size === 1;
    if (!fingers.delete(event.pointerId) || !wasOne || event.type === "pointercancel") return;
    const [across, down] = [event.clientX - start.x, event.clientY - start.y];
    if (!hasMoved) return tap(event);
    if (scale > 1 || event.pointerType === "mouse" || apart > 0) return;
    if (Math.abs(across) > SWIPE && Math.abs(across) > Math.abs(down)) step(across < 0 ? 1 : -1);
    else if (down > 2 * SWIPE) close();
  };
  stage.addEventListener("pointerup", lift);
  stage.addEventListener("pointercancel", lift);

  function tap({ clientX, clientY, pointerType, timeStamp }: PointerEvent): void {
    const at = { x: clientX, y: clientY };
    const isDouble = timeStamp - tappedAt < DOUBLE_TAP;
    tappedAt = isDouble ? 0 : timeStamp;
    if (pointerType === "mouse" && !isOn(image, at)) return close();
    if (pointerType === "mouse" || isDouble) zoomTo(scale > 1 ? 1 : CLOSER, at);
  }

  return { reset, by: (times) => zoomTo(times * scale, middle()) };
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

function isOn(element: Element, { x, y }: Point): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return x >= left && x <= right && y >= top && y <= bottom;
}
