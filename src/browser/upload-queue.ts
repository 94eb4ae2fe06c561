/** Sends files one after the other. What is interrupted goes on by itself when there is a connection again. */
import { report } from "./guard.ts";
import { byId, onVisibilityChange, TAB } from "./page.ts";
import { problemIn } from "./problem.ts";
import { FileRejected, Interrupted, sendFile } from "./tus.ts";
import { bytesOf, findUpload, listUploads, noteLeft, takeStored, tell, updateUpload } from "./upload-list.ts";
import { readUpload, type Upload } from "./upload-store.ts";

/** The longest pause until what was interrupted is tried again, in ms. */
const MAX_PAUSE = 15_000;
const UNREADABLE = "This file can't be read any more. Add it again.";

let running: { id: string; stop: AbortController } | undefined;
let failures = 0;
/** Ends the present pause. */
let wake = () => {};

/** Whether what is being sent waits for the connection. */
export const isWaiting = ({ id }: Upload): boolean => failures > 0 && running?.id === id;

/** Sends what is to be sent, unless that is under way. */
export async function run(): Promise<void> {
  if (running) return;
  for (let upload = next(); upload; upload = next()) {
    running = { id: upload.id, stop: new AbortController() };
    const pause = await work(upload, running.stop.signal);
    if (pause) await rest(pause);
  }
  running = undefined;
}

/** Stops sending a file, if it is the one that is being sent. */
export function stop(id: string): void {
  if (running?.id !== id) return;
  running.stop.abort();
  wake();
}

/** Whether the server has all of it, and knows what was said about it. */
export const isSent = (upload: Upload): boolean => upload.done === true && !untold(upload);

/** What this tab sends: what is in its own composer, and what messages carry, whichever tab they were written in. */
const next = () =>
  listUploads().find((upload) => (!upload.tab || upload.tab === TAB) && !upload.error && !isSent(upload));

/** Returns how long to wait until the next try, in ms. */
async function work(upload: Upload, signal: AbortSignal): Promise<number> {
  try {
    await withLock(upload.id, async () => {
      if (!findUpload(upload.id)) return; // taken back meanwhile
      takeStored(upload, readUpload(upload.id)); // another tab may have sent it
      if (!upload.done) await send(upload, signal);
      await tellDescription(upload, signal);
    });
    failures = 0;
    return 0;
  } catch (error) {
    if (signal.aborted) return 0; // it was taken back, or is to be sent anew
    if (error instanceof FileRejected) {
      updateUpload(upload, { error: error.message });
      return 0;
    }
    if (!(error instanceof Interrupted)) report(error);
    const pause = Math.min(1_000 * 2 ** failures++, MAX_PAUSE);
    tell(upload);
    return error instanceof Interrupted ? (error.wait ?? pause) : pause;
  }
}

async function send(upload: Upload, signal: AbortSignal): Promise<void> {
  const html = await sendFile({
    ...upload,
    signal,
    async bytes() {
      const found = await bytesOf(upload.id);
      if (!found) throw new FileRejected(UNREADABLE);
      return found;
    },
    onPath: (path) => updateUpload(upload, { path, told: undefined }),
    onProgress(count) {
      failures = 0;
      noteLeft(upload, count);
    },
  });
  if (signal.aborted) return;
  const answer = new DOMParser().parseFromString(html, "text/html");
  const [about, notice] = ["small", ".file-notice"].map((selector) => answer.querySelector(selector)?.textContent);
  updateUpload(upload, { done: true, about: about ?? "", notice: notice ?? undefined });
}

type Said = Pick<Upload, "description" | "waveform">;

const saidOf = ({ description = "", waveform = "" }: Said) => new URLSearchParams({ description, waveform });
const untold = (upload: Upload) => saidOf(upload).toString() !== (upload.told ?? saidOf({}).toString());

/** Tells the server what a file shows. */
async function tellDescription(upload: Upload, signal: AbortSignal): Promise<void> {
  if (!upload.path || !untold(upload)) return;
  const said = saidOf(upload);
  const told = said.toString();
  if (!upload.waveform) said.delete("waveform");
  const response = await fetch(`${upload.path}/description`, {
    method: "POST",
    headers: { "HX-Request": "true" },
    body: said,
    signal,
  }).catch(() => undefined);
  const problem = response?.ok === false ? problemIn(await response.text()) : undefined;
  if (problem && (response?.status === 404 || response?.status === 422)) throw new FileRejected(problem);
  if (!response?.ok) throw new Interrupted();
  updateUpload(upload, { told });
}

/** Runs while no other tab sends the same file. Without locks both may, and each goes on where the other was. */
const withLock = (id: string, task: () => Promise<void>): Promise<void> =>
  navigator.locks ? navigator.locks.request(`parlor-upload-${id}`, task) : task();

const rest = (ms: number) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });

function goOnNow(): void {
  failures = Math.min(failures, 1);
  wake();
}

for (const name of ["online", "pageshow"]) addEventListener(name, goOnNow);
onVisibilityChange(() => document.hidden || goOnNow());
byId("live").addEventListener("htmx:ws:after:connection", goOnNow);
void run();
