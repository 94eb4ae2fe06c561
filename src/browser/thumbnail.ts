/** A small picture of a file that is on its way, from this browser's own copy; for what is no picture, a sheet of paper. */
import { createElement } from "./create-element.ts";
import { icon } from "./icon.ts";
import { bytesOf } from "./upload-list.ts";
import type { Upload } from "./upload-store.ts";

const SHEET = icon("M6 3h8l5 5v13H6zM14 3v5h5", 1.5);
const SOUND = icon("M4 10v4M8 7v10M12 4v16M16 8v8M20 10.5v3", 1.5);

/** @param onLoad is given the picture, once it is shown */
export function createThumbnail(upload: Upload, onLoad: (picture: HTMLImageElement) => void = () => {}): HTMLElement {
  const element = createElement("span", { class: "thumb" });
  element.innerHTML = upload.type.startsWith("audio/") ? SOUND : SHEET;
  const isPicture = upload.type.startsWith("image/") && !upload.type.startsWith("image/svg");
  if (isPicture) showPicture(upload.id).then(showIn, () => {}); // what the browser can't show stays a sheet

  function showIn(picture: HTMLImageElement | undefined): void {
    if (!picture) return;
    element.replaceChildren(picture);
    onLoad(picture);
  }
  return element;
}

/** @throws EncodingError when it is no picture for the browser */
async function showPicture(id: string): Promise<HTMLImageElement | undefined> {
  const bytes = await bytesOf(id);
  if (!bytes) return undefined;
  const picture = new Image();
  picture.alt = "";
  picture.src = URL.createObjectURL(bytes);
  try {
    await picture.decode();
  } finally {
    URL.revokeObjectURL(picture.src); // it has been read
  }
  return picture;
}
