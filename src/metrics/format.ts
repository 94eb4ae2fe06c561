/**
 * Figures as text for Prometheus.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
import type { Histogram } from "../lib/histogram.ts";

type Labels = Record<string, string>;

export type Sample = { labels?: Labels; value: number };

export const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** A figure with its name, what it means, and its value, or one for each of several labels. */
export const counter = (name: string, help: string, value: number | Sample[]): string =>
  format("counter", name, help, linesOf(name, value));

export const gauge = (name: string, help: string, value: number | Sample[]): string =>
  format("gauge", name, help, linesOf(name, value));

export function histogram(name: string, help: string, histogram: Histogram): string {
  const buckets = histogram.buckets().map(({ most, count }) => ({
    labels: { le: most === Infinity ? "+Inf" : String(most) },
    value: count,
  }));
  const ends = [`${name}_sum ${histogram.sum()}`, `${name}_count ${buckets.at(-1)?.value ?? 0}`];
  return format("histogram", name, help, [...linesOf(`${name}_bucket`, buckets), ...ends]);
}

const format = (type: string, name: string, help: string, lines: string[]): string =>
  [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ""].join("\n");

const linesOf = (name: string, value: number | Sample[]): string[] =>
  (typeof value === "number" ? [{ value }] : value).map(
    ({ labels, value }: Sample) => `${name}${labels ? formatLabels(labels) : ""} ${value}`,
  );

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return `{${pairs.join(",")}}`;
}

const escapeLabel = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
