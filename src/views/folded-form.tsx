/** A form that is folded away: for what is hard to undo, and so asked once more before it is done. */
import { Html } from "@elysiajs/html";
import type { Children } from "@kitajs/html";

type FoldedFormProps = { summary: string; action: string; open?: boolean; children: Children };

/** It is open where it says what is wrong with what was sent. */
export const FoldedForm = ({ summary, action, open, children }: FoldedFormProps) => (
  <details open={open}>
    <summary safe>{summary}</summary>
    <form method="post" action={action} novalidate>
      {children}
    </form>
  </details>
);
