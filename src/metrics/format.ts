/**
 * Figures as text for Prometheus.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
import type { Histogram } from "../lib/histogram.ts";

type Labels = Record<string, string>;

export type Sample = { labels?: Labels; value: number };

/** One figure with its name, what it means, and its values. */
export type Metric = { name: string; help: string } & (
  { type: "counter" | "gauge"; samples: Sample[] } | { type: "histogram"; histogram: Histogram }
);

export const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export const counter = (name: string, help: string, value: number): Metric => single("counter", name, help, value);
export const gauge = (name: string, help: string, value: number): Metric => single("gauge", name, help, value);
export const histogram = (name: string, help: string, histogram: Histogram): Metric => ({
  type: "histogram",
  name,
  help,
  histogram,
});

const single = (type: "counter" | "gauge", name: string, help: string, value: number): Metric => ({
  type,
  name,
  help,
  samples: [{ value }],
});

export const formatMetrics = (metrics: Metric[]): string => metrics.map(formatMetric).join("");

function formatMetric(metric: Metric): string {
  const { name, help, type } = metric;
  const lines = metric.type === "histogram" ? histogramLines(name, metric.histogram) : metric.samples.map(lineOf(name));
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ""].join("\n");
}

function histogramLines(name: string, histogram: Histogram): string[] {
  const buckets = histogram.buckets();
  const lines = buckets.map(({ most, count }) =>
    lineOf(`${name}_bucket`)({ labels: { le: most === Infinity ? "+Inf" : String(most) }, value: count }),
  );
  return [...lines, `${name}_sum ${histogram.sum()}`, `${name}_count ${buckets.at(-1)?.count ?? 0}`];
}

const lineOf =
  (name: string) =>
  ({ labels, value }: Sample): string =>
    `${name}${labels ? formatLabels(labels) : ""} ${value}`;

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return `{${pairs.join(",")}}`;
}

const escapeLabel = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
