/** A request that is not carried out: a status and a sentence, as a page or as a fragment. */
import { Html } from "@elysiajs/html";
import type { Context } from "elysia";

import { Button, Page, type Site } from "../views/layout.tsx";
import { wantsFragment } from "./client.ts";

export type ErrorDetails = {
  status: number;
  /** What happened and what to do, for the person. */
  sentence: string;
  /** The heading of the page, where the status alone does not say it. */
  title?: string;
  /** Seconds until it is worth trying again. */
  retryAfter?: number;
  /** What to quote when asking the operator. */
  requestId?: string;
  /** What the person had written, to be copied. */
  kept?: string;
};

/**
 * A request that is not carried out, thrown from anywhere below a route and rendered in one place.
 * @example throw new HttpError({ status: 404, sentence: "There is no such room." });
 */
export class HttpError extends Error {
  constructor(readonly details: ErrorDetails) {
    super(details.sentence);
  }
}

/** The message in a form that was not carried out. */
export const submittedText = (form: unknown): string | undefined =>
  form && typeof form === "object" && "body" in form && typeof form.body === "string" ? form.body : undefined;

type Answering = { request: Request; set: Context["set"] };

/** Sets status and headers, and returns the HTML: a sentence for htmx, else a page of its own. */
export function renderError({ request, set }: Answering, site: Site, details: ErrorDetails): JSX.Element {
  set.status = details.status;
  if (details.retryAfter) set.headers["retry-after"] = String(details.retryAfter);
  if (!wantsFragment(request)) return <ErrorPage site={site} details={details} />;
  return (
    <p class="problem" role="alert" safe>
      {details.requestId ? `${details.sentence} (${details.requestId})` : details.sentence}
    </p>
  );
}

const TITLES: Record<number, string> = {
  401: "Log in first",
  403: "Not allowed",
  404: "Page not found",
  413: "Too large",
  429: "Too many requests",
  431: "Request too large",
  503: "Try again in a moment",
};

const ErrorPage = ({ site, details }: { site: Site; details: ErrorDetails }) => {
  const title = details.title ?? TITLES[details.status] ?? "Something went wrong";
  return (
    <Page site={site} title={title}>
      <main class="card-page">
        <div class="card">
          <h1 safe>{title}</h1>
          <p safe>{details.sentence}</p>
          {details.kept !== undefined && <Kept text={details.kept} />}
          {details.requestId !== undefined && (
            <p class="text-sm text-soft">
              If it happens again, give this number to the administrator: <code safe>{details.requestId}</code>
            </p>
          )}
          {details.status === 401 ? (
            <Button href="/login" label="Log in" />
          ) : (
            <Button href="/" label="Back to the room" />
          )}
        </div>
      </main>
    </Page>
  );
};

const Kept = ({ text }: { text: string }) => (
  <div class="field">
    <label for="kept">What you wrote</label>
    <textarea id="kept" rows="5" readonly safe>
      {`\n${text}`}
    </textarea>
  </div>
);
