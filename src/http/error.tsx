/** A request that is not carried out: a status and a sentence, as a page or as a fragment. */
import { Html } from "@elysiajs/html";
import type { Context } from "elysia";

import { CardLayout } from "../views/card-layout.tsx";
import { attribute } from "../views/html.ts";
import { Button, type Site } from "../views/layout.tsx";
import { Problem } from "../views/problem.tsx";
import { localPath, wantsFragment } from "./client.ts";

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
  /** The way on from the page, where the status alone does not say it. */
  way?: Way;
};

type Way = { href: string; label: string };

export const LOG_IN: Way = { href: "/login", label: "Log in" };

/**
 * A request that is not carried out, thrown from anywhere below a route and rendered in one place.
 * @example throw new HttpError({ status: 404, sentence: "There is no such room." });
 */
export class HttpError extends Error {
  constructor(readonly details: ErrorDetails) {
    super(details.sentence);
  }
}

/** A form has something in it that the page with it does not offer. */
export const NOT_VALID: ErrorDetails = { status: 422, sentence: "Something in this form is not valid." };

/** The message in a form that was not carried out. */
export const submittedText = (form: unknown): string | undefined =>
  form && typeof form === "object" && "body" in form && typeof form.body === "string" ? form.body : undefined;

type Answering = { request: Request; set: Context["set"] };

/** What an answer says of an error besides the sentence. */
export type ErrorStatus = Pick<ErrorDetails, "status" | "retryAfter">;

/**
 * Answers a form in which something is wrong with its page, where that is said beside the field.
 * @example return rejected(set, <NamePage name={body.name} problem="That name is taken." />);
 */
export function rejected(set: Context["set"], page: JSX.Element, why: ErrorStatus = { status: 422 }): JSX.Element {
  setStatus(set, why);
  return page;
}

function setStatus(set: Context["set"], { status, retryAfter }: ErrorStatus): void {
  set.status = status;
  if (retryAfter) set.headers["retry-after"] = String(retryAfter);
}

/** Sets status and headers, and returns the HTML: a sentence for htmx, else a page of its own. */
export function renderError({ request, set }: Answering, site: Site, details: ErrorDetails): JSX.Element {
  setStatus(set, details);
  if (!wantsFragment(request)) return <ErrorPage site={site} request={request} details={details} />;
  return <Problem sentence={details.requestId ? `${details.sentence} (${details.requestId})` : details.sentence} />;
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

type ErrorPageProps = { site: Site; request: Request; details: ErrorDetails };

const ErrorPage = ({ site, request, details }: ErrorPageProps) => {
  const title = details.title ?? TITLES[details.status] ?? "Something went wrong";
  const ways = waysOn(request, details);
  return (
    <CardLayout site={site} title={title}>
      <p safe>{details.sentence}</p>
      {details.kept !== undefined && <Kept text={details.kept} />}
      {details.requestId !== undefined && (
        <p class="text-sm text-soft">
          If it happens again, give this number to the administrator: <code safe>{details.requestId}</code>
        </p>
      )}
      <nav class="flex flex-wrap gap-3" aria-label="The way on">
        {ways.map((way, index) => (
          <Button {...way} quiet={index > 0} />
        ))}
      </nav>
    </CardLayout>
  );
};

/** What passes by itself: the same page may well be there the next time. */
const PASSING = [429, 500, 503];

/** What helps first, and the way back. What was sent by a form can't be sent again by a link. */
function waysOn(request: Request, { status, way }: ErrorDetails): Way[] {
  if (status === 401) return [LOG_IN];
  const back = isKnown(request) ? { href: "/rooms/lobby", label: "Back to the room" } : START;
  const asked = /^[a-z]+:\/\/[^/?]*(.*)$/.exec(request.url)?.[1]; // no URL: a Host header may be anything
  const again = { href: attribute(localPath(asked, "/")), label: "Try again" };
  const first = way ?? (request.method === "GET" && PASSING.includes(status) ? again : undefined);
  return first ? [first, back] : [back];
}

const START = { href: "/", label: "To the start page" };

/** Whether whoever asks has been logged in, as it seems: the room itself looks closer. */
const isKnown = (request: Request): boolean => /parlor_session(?:_\d+)?=/.test(request.headers.get("cookie") ?? "");

const Kept = ({ text }: { text: string }) => (
  <div class="field">
    <label for="kept">What you wrote</label>
    <textarea id="kept" rows="5" readonly safe>
      {`\n${text}`}
    </textarea>
  </div>
);
