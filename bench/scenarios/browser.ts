/** What a page does with many rows: how busy it is, that none is lost, that it does not grow, and how typing feels. */
import { closeBrowser, openPage, type Page } from "../../test/support/browser.ts";
import { httpSpeaker, sayAtRate, type Speaker } from "../load/posting.ts";
import { clock } from "../load/text.ts";
import { percentile } from "../measure/statistics.ts";
import { type Outcome, show } from "../report/figure.ts";
import { type Parlor, startParlor } from "../servers/parlor.ts";
import type { Options } from "./options.ts";

const ROWS = 2_000;
const RATE = 200;
/** Rows after which the page has been trimmed for the first time; from there on it may not grow. */
const FULL = 500;
const THROTTLE = 4;
const SHOWN_TIMEOUT = 30_000;
/** Time between two keys, in ms: a quick typist. */
const KEY_EVERY = 100;

const TITLE = "The page in Chromium: 2,000 rows at 200 a second";

export async function browser({ full }: Options): Promise<Outcome> {
  const parlor = await startParlor({ people: 50 });
  const speaker = httpSpeaker(parlor);
  try {
    const page = await visit(parlor);
    const plain = await watch(page, speaker, ROWS);
    await page.cdp("Emulation.setCPUThrottlingRate", { rate: THROTTLE });
    await page.read(LISTEN);
    const typing = typeAlong(page);
    const slow = await watch(page, speaker, full ? ROWS : 2 * FULL).finally(typing.stop);
    const latencies = await page.read<number[]>("window.latencies");
    page.close();
    return outcomeOf(plain, slow, latencies);
  } finally {
    closeBrowser();
    speaker.close();
    await parlor.stop();
  }
}

/** The room, open in a browser and at its end. */
async function visit(parlor: Parlor): Promise<Page> {
  const page = await openPage(`http://localhost:${parlor.port}`, "reader", { complete: true });
  const [, value] = /parlor_session=(\S+)/.exec(parlor.cookies[0] ?? "") ?? [];
  const url = `http://reader.localhost:${parlor.port}/`;
  await page.cdp("Network.setCookie", { name: `parlor_session_${parlor.port}`, value, url });
  await page.cdp("Performance.enable", { timeDomain: "threadTicks" }); // CPU time, not time that passes
  await page.open("/rooms/lobby");
  await page.until("document.querySelector('#here li') !== null", "the page is open");
  await Bun.sleep(1_100); // who is here was sent, and the script has settled
  return { ...page, cdp: oneAtATime(page.cdp) };
}

/** The browser takes one command after another, and keys are pressed while figures are read. */
function oneAtATime(cdp: Page["cdp"]): Page["cdp"] {
  let last: Promise<unknown> = Promise.resolve();
  return (method, params) => (last = last.then(() => cdp(method, params)));
}

/** Share of a core that the main thread took, and for what; rows that never were in the log; memory in bytes. */
type Watched = {
  busy: Record<"TaskDuration" | "ScriptDuration" | "LayoutDuration" | "RecalcStyleDuration", number>;
  missing: number;
  rowsInPage: number;
  heap: { full: number; end: number };
  nodes: { full: number; end: number };
};

/** Says so many rows at an even rate and looks at what the page does meanwhile. */
async function watch(page: Page, speaker: Speaker, rows: number): Promise<Watched> {
  await page.read(WATCH);
  const shown = (count: number) =>
    page.until(`window.shown >= ${count}`, `${count} rows are shown`, SHOWN_TIMEOUT).catch(() => undefined);
  await sayAtRate(speaker, FULL, RATE);
  await shown(FULL);
  const full = await memoryOf(page);
  const before = await metricsOf(page);
  const since = clock();
  await sayAtRate(speaker, rows - FULL, RATE, 80, FULL);
  await shown(rows);
  const after = await metricsOf(page);
  const seconds = (clock() - since) / 1_000;
  const end = await memoryOf(page);
  const share = (name: string) => ((after[name] ?? 0) - (before[name] ?? 0)) / seconds;
  return {
    busy: {
      TaskDuration: share("TaskDuration"),
      ScriptDuration: share("ScriptDuration"),
      LayoutDuration: share("LayoutDuration"),
      RecalcStyleDuration: share("RecalcStyleDuration"),
    },
    missing: rows - (await page.read<number>("window.shown")),
    rowsInPage: await page.read<number>("document.querySelectorAll('#log > .message').length"),
    heap: { full: full.JSHeapUsedSize ?? NaN, end: end.JSHeapUsedSize ?? NaN },
    nodes: { full: full.Nodes ?? NaN, end: end.Nodes ?? NaN },
  };
}

/** Counts the rows that were ever put into the log, each once, in memory that does not grow with them. */
const WATCH = `(() => {
  const seen = new Uint8Array(${ROWS});
  window.shown = 0;
  window.watcher?.disconnect();
  window.watcher = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) {
      const number = Number(/~(\\d+)@/.exec(node.textContent)?.[1]);
      if (seen[number] !== 0 || !node.matches("#log > .message")) continue;
      seen[number] = 1;
      window.shown++;
    }
  });
  window.watcher.observe(document.querySelector("#messages"), { childList: true, subtree: true });
})()`;

async function metricsOf(page: Page): Promise<Record<string, number>> {
  const { metrics } = (await page.cdp("Performance.getMetrics")) as { metrics: { name: string; value: number }[] };
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

/** Metrics when what is no longer used is gone. */
async function memoryOf(page: Page): Promise<Record<string, number>> {
  await page.cdp("HeapProfiler.collectGarbage");
  return metricsOf(page);
}

/** Types until stopped. The page keeps the ms from each key to the frame that shows its letter. */
function typeAlong(page: Page) {
  let typing = true;
  const typed = (async () => {
    while (typing) {
      const key = { key: "a", code: "KeyA", windowsVirtualKeyCode: 65 };
      await page.cdp("Input.dispatchKeyEvent", { type: "keyDown", text: "a", ...key });
      await page.cdp("Input.dispatchKeyEvent", { type: "keyUp", ...key });
      await Bun.sleep(KEY_EVERY);
    }
  })();
  return {
    async stop() {
      typing = false;
      await typed;
    },
  };
}

const LISTEN = `(() => {
  window.latencies = [];
  const field = document.querySelector("#composer textarea");
  field.focus();
  field.addEventListener("keydown", ({ timeStamp }) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.latencies.push(performance.now() - timeStamp);
    port2.postMessage(0);
  }));
})()`;

function outcomeOf(plain: Watched, slow: Watched, latencies: number[]): Outcome {
  const row = (name: string, { busy, missing, rowsInPage, heap, nodes }: Watched, typing: number[]) => [
    name,
    show(busy.TaskDuration),
    show(busy.ScriptDuration),
    show(busy.LayoutDuration),
    show(busy.RecalcStyleDuration),
    missing,
    rowsInPage,
    `${show(heap.full / 2 ** 20)} → ${show(heap.end / 2 ** 20)}`,
    `${show(nodes.full)} → ${show(nodes.end)}`,
    typing.length === 0 ? "" : `${show(percentile(typing, 50))}, ${show(percentile(typing, 95))}`,
  ];
  const slowed = `${THROTTLE} × CPU throttling`;
  return {
    title: TITLE,
    figures: [
      { what: "main thread busy", value: plain.busy.TaskDuration, unit: "of a core", atMost: 0.3 },
      { what: "rows that were never shown", value: plain.missing, unit: "", atMost: 0 },
      {
        what: `script's memory, at the end against ${FULL} rows`,
        value: plain.heap.end / plain.heap.full,
        unit: "×",
        atMost: 1.1,
      },
      {
        what: `nodes, at the end against ${FULL} rows`,
        value: plain.nodes.end / plain.nodes.full,
        unit: "×",
        atMost: 1.1,
      },
      { what: `${slowed}: rows that were never shown`, value: slow.missing, unit: "", atMost: 0 },
      { what: `${slowed}: from key to frame, p95`, value: percentile(latencies, 95), unit: "ms", atMost: 100 },
    ],
    tables: [
      {
        columns: [
          "",
          "busy",
          "script",
          "layout",
          "style",
          "never shown",
          "rows in the page",
          "heap MB",
          "nodes",
          "typing p50, p95 ms",
        ],
        rows: [row("plain", plain, []), row(slowed, slow, latencies)],
      },
    ],
    notes: [
      `The page stands at its end while ${ROWS.toLocaleString("en")} rows arrive; "busy" is the CPU time of the page's main thread from row ${FULL} on, for htmx, the script, layout and paint. Memory is taken after a collection of garbage. Typing is a key every ${KEY_EVERY} ms while the rows arrive, from the browser's time stamp of the key to the frame after it, on ${show(latencies.length)} keys.`,
    ],
  };
}
