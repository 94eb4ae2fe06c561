/** A voice message in its row: how loud it was, drawn here, beside what plays it. */
import { Html } from "@elysiajs/html";

import { fixed } from "../views/html.ts";
import { filePath } from "./addresses.ts";
import type { ShownFile } from "./sent.store.ts";

/** Where there is a script, a button plays it; without one, what the browser has for that. */
export const Voice = ({ file, waveform }: { file: ShownFile; waveform: string }) => (
  <div class="voice">
    {PLAY}
    <Waveform digits={waveform} />
    <span>Voice</span>
    <audio controls="" preload="none" src={filePath(file)} aria-label="Voice message"></audio>
    <a class="save" href={`${filePath(file)}?download`} download="" aria-label="Download voice message"></a>
    {file.description !== "" && (
      <small dir="auto" safe>
        {file.description}
      </small>
    )}
  </div>
);

const PLAY = fixed(<button type="button" class="play" aria-label="Play voice message"></button>);

/** Each digit is a bar around the middle, as high as that part was loud. */
const Waveform = ({ digits }: { digits: string }) => (
  <svg viewBox={`0 0 ${digits.length * 2} 20`} preserveAspectRatio="none" aria-hidden="true">
    <path d={[...digits].map(barOf).join("")} />
  </svg>
);

const barOf = (digit: string, index: number): string => {
  const half = 1 + Number(digit);
  return `M${index * 2 + 1} ${10 - half}v${half * 2}`;
};
