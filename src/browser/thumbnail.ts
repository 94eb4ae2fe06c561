/** A small picture of a file that is on its way, from this browser's own copy; for what is no picture, a sheet of paper. */
import { bytesOf } from "./upload-list.ts";
import type { Upload } from "./upload-store.ts";

const SHEET = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M6 3h8l5 5v13H6zM14 3v5h5"/></svg>`;
const SOUND = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M4 10v4M8 7v10M12 4v16M16 8v8M20 10.5v3"/></svg>`;

export type Thumbnail = { element: HTMLElement; release: () => void };

/** @param onLoad is given the picture, once it is shown */
export function createThumbnail(upload: Upload, onLoad: (picture: HTMLImageElement) => void = () => {}): Thumbnail {
  const element = document.createElement("span");
  element.className = "thumb";
  element.innerHTML = upload.type.startsWith("audio/") ? SOUND : SHEET;
  let url: string | undefined;
  let isReleased = false;

  async function show(): Promise<void> {
    const isPicture = upload.type.startsWith("image/") && !upload.type.startsWith("image/svg");
    const bytes = isPicture ? await bytesOf(upload.id) : undefined;
    if (isReleased || !bytes) return;
    url = URL.createObjectURL(bytes);
    const picture = new Image();
    picture.alt = "";
    picture.src = url;
    if (
      !(await picture.decode().then(
        () => true,
        () => false,
      ))
    )
      return; // what the browser can't show stays a sheet
    element.replaceChildren(picture);
    onLoad(picture);
  }

  void show();
  return {
    element,
    release() {
      isReleased = true;
      if (url) URL.revokeObjectURL(url);
    },
  };
}
