/** A strict reader of Prometheus' text format: whatever is not exactly right throws. */

export type Family = { type: string; help: string; samples: Map<string, number> };

const NAME = /^[a-z_:][a-z0-9_:]*$/;
const SAMPLE = /^([a-z_:][a-z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-z_][a-z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,(?=[a-z])|$)/y;

/**
 * The families by name; a sample's key is its name with its labels as they were written.
 * @example parseMetrics(text).get("parlor_sockets")?.samples.get("parlor_sockets")
 */
export function parseMetrics(text: string): Map<string, Family> {
  if (!text.endsWith("\n")) throw new Error("the last line does not end");
  const families = new Map<string, Family>();
  let current: Family | undefined;
  let name = "";
  const lines = text.slice(0, -1).split("\n");
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const help = /^# HELP (\S+) (.+)$/.exec(line);
    if (help) {
      name = help[1] ?? "";
      const type = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(lines[++index] ?? "");
      if (!NAME.test(name) || type?.[1] !== name) throw new Error(`no type after: ${line}`);
      if (families.has(name)) throw new Error(`twice: ${name}`);
      if (type[2] === "counter" && !name.endsWith("_total")) throw new Error(`a counter without _total: ${name}`);
      current = { type: type[2] ?? "", help: help[2] ?? "", samples: new Map() };
      families.set(name, current);
      continue;
    }
    const [, sample = "", labels, value = ""] = SAMPLE.exec(line) ?? [];
    if (!current || !belongs(sample, name, current.type)) throw new Error(`out of place: ${line}`);
    checkLabels(labels, line);
    const key = labels === undefined ? sample : `${sample}{${labels}}`;
    if (current.samples.has(key)) throw new Error(`twice: ${line}`);
    if (Number.isNaN(Number(value)) || (current.type !== "gauge" && Number(value) < 0))
      throw new Error(`no value: ${line}`);
    current.samples.set(key, Number(value));
  }
  for (const [name, family] of families) if (family.type === "histogram") checkHistogram(name, family);
  return families;
}

function belongs(sample: string, name: string, type: string): boolean {
  if (type !== "histogram") return sample === name;
  return ["_bucket", "_sum", "_count"].some((suffix) => sample === name + suffix);
}

function checkLabels(labels: string | undefined, line: string): void {
  if (labels === undefined) return;
  LABEL.lastIndex = 0;
  do if (!LABEL.exec(labels)) throw new Error(`a label is wrong: ${line}`);
  while (LABEL.lastIndex < labels.length);
}

/** Buckets grow, and the last holds everything. */
function checkHistogram(name: string, { samples }: Family): void {
  const buckets = [...samples].filter(([key]) => key.startsWith(`${name}_bucket`));
  const bounds = buckets.map(([key]) => Number(/le="([^"]+)"/.exec(key)?.[1]?.replace("+Inf", "Infinity")));
  const counts = buckets.map(([, count]) => count);
  const grows = (list: number[]) => list.every((value, index) => index === 0 || value >= (list[index - 1] ?? 0));
  const isRight = grows(bounds) && grows(counts) && bounds.at(-1) === Infinity && samples.has(`${name}_sum`);
  if (!isRight || counts.at(-1) !== samples.get(`${name}_count`)) throw new Error(`a histogram is wrong: ${name}`);
}
