/** Records a voice: the bytes, how loud it is meanwhile, and what it looks like as a waveform. */

/** Longest recording, in ms. */
export const LONGEST = 300_000;
/** Digits of a waveform, and bits a second of what is recorded: a voice needs no more. */
const DIGITS = 60;
const BITS = 32_000;

/** What browsers record, the best first, and how a file of it is called. */
const TYPES = [
  ["audio/webm;codecs=opus", "webm"],
  ["audio/mp4", "m4a"],
  ["audio/ogg", "ogg"],
] as const;

export type Recording = { file: Blob; extension: string };

export type Recorder = {
  /** How loud it is now, from 0 to 1. */
  level: () => number;
  /** Ends it, and resolves with what was recorded. */
  stop: () => Promise<Recording>;
};

/**
 * Begins to record, once the person has allowed it.
 * @throws DOMException when they don't, or there is no microphone
 */
export async function record(): Promise<Recorder> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const [type, extension] = TYPES.find(([type]) => MediaRecorder.isTypeSupported(type)) ?? ["", "webm"];
  const recorder = new MediaRecorder(stream, { ...(type && { mimeType: type }), audioBitsPerSecond: BITS });
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const parts: Blob[] = [];
  const ended = new Promise<void>((resolve) => recorder.addEventListener("stop", () => resolve(), { once: true }));
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  recorder.start(1_000);

  async function end(): Promise<Recording> {
    if (recorder.state !== "inactive") recorder.stop();
    await ended;
    for (const track of stream.getTracks()) track.stop(); // so that the browser no longer shows that it listens
    await context.close();
    return { file: new Blob(parts, { type: recorder.mimeType.split(";")[0] }), extension };
  }

  let recording: Promise<Recording> | undefined; // what was stopped may be discarded afterwards
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      return Math.min(1, loudness(samples) * 4); // a voice is seldom louder than a quarter
    },
    stop: () => (recording ??= end()),
  };
}

/** How loud each of some equal parts of a sound is, a digit for each; the loudest is 9. */
export function waveformOf(sound: AudioBuffer): string {
  const samples = sound.getChannelData(0);
  const length = Math.max(1, Math.floor(samples.length / DIGITS));
  const parts = Array.from({ length: DIGITS }, (_, index) =>
    loudness(samples.subarray(index * length, (index + 1) * length)),
  );
  const loudest = Math.max(...parts, 0.001);
  return parts.map((part) => Math.round((9 * part) / loudest)).join("");
}

function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}
