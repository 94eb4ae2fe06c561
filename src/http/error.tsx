/** A request that is not carried out: a status and a sentence, as a page or as a fragment. */
import { Html } from "@elysiajs/html";
import type { Context } from "elysia";

import { Button, Page, type Site } from "../views/layout.tsx";
import { wantsFragment } from "./client.ts";

export type Refusal = {
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

/** The message in a form that was not carried out. */
export const writtenIn = (form: unknown): string | undefined =>
  form && typeof form === "object" && "body" in form && typeof form.body === "string" ? form.body : undefined;

type Answering = { request: Request; set: Context["set"] };

/** Sets status and headers, and returns the HTML: a sentence for htmx, else a page of its own. */
export function refuse({ request, set }: Answering, site: Site, refusal: Refusal): JSX.Element {
  set.status = refusal.status;
  if (refusal.retryAfter) set.headers["retry-after"] = String(refusal.retryAfter);
  if (!wantsFragment(request)) return <RefusalPage site={site} refusal={refusal} />;
  return (
    <p class="problem" role="alert" safe>
      {refusal.requestId ? `${refusal.sentence} (${refusal.requestId})` : refusal.sentence}
    </p>
  );
}

const TITLES: Record<number, string> = {
  401: "Log in first",
  403: "Not allowed",
  404: "Nothing here",
  413: "Too large",
  429: "A little slower",
  431: "Too much at once",
  503: "One moment",
};

const RefusalPage = ({ site, refusal }: { site: Site; refusal: Refusal }) => {
  const title = refusal.title ?? TITLES[refusal.status] ?? "That did not work";
  return (
    <Page site={site} title={title}>
      <main class="card-page">
        <div class="card">
          <h1 safe>{title}</h1>
          <p safe>{refusal.sentence}</p>
          {refusal.kept !== undefined && <Kept text={refusal.kept} />}
          {refusal.requestId !== undefined && (
            <p class="text-sm text-soft">
              If it happens again, tell whoever runs this place: <code safe>{refusal.requestId}</code>
            </p>
          )}
          {refusal.status === 401 ? <Button href="/login" label="Log in" /> : <Button href="/" label="Go on" />}
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
