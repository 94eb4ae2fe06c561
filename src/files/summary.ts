/** Files in a few words, where there is no place to show them: in quotes, notifications and lists. */
import type { ShownFile } from "./sent.store.ts";
import { isAudio, isPicture, isVideo, toMediaType } from "./types/media-types.ts";

/** What is known of the first of some files where they are only named. */
export type NamedFile = Pick<ShownFile, "name" | "type"> & { isVoice: boolean };

/**
 * What files are, in one line.
 * @example summarizeFiles({ name: "sunset.jpg", type: "image/jpeg", isVoice: false }, 3) // "Picture: sunset.jpg and 2 more"
 */
export function summarizeFiles(first: NamedFile, count: number): string {
  const summary = first.isVoice ? "Voice message" : `${wordFor(first.type)}: ${first.name}`;
  return count > 1 ? `${summary} and ${count - 1} more` : summary;
}

/** The same of the files of a message; nothing where it has none. */
export function summaryOfFiles(files: ShownFile[]): string {
  const [first] = files;
  return first ? summarizeFiles({ ...first, isVoice: first.waveform !== null }, files.length) : "";
}

/** A kind of file in a word. */
function wordFor(text: string): string {
  const type = toMediaType(text);
  if (isPicture(type)) return "Picture";
  if (isVideo(type)) return "Video";
  return isAudio(type) ? "Audio" : "File";
}
