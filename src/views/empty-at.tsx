/** Deleting everything at an hour that somebody chooses, as a form. */
import { Html } from "@elysiajs/html";

import { hourOf } from "./clock.ts";
import { Field } from "./field.tsx";
import { FoldedForm } from "./folded-form.tsx";

export type EmptyAtProps = {
  /** Where the form is sent to. */
  action: string;
  /** Whose messages go, as in "in this room". */
  where: string;
  /** When they go, in ms since 1970, if that is planned. */
  emptyAt: number | null;
  /** How many there are now, in words. */
  count: string;
  /** What was typed, and what is wrong with it. */
  typed?: string;
  problem?: string;
  now: number;
};

/** The hour that is offered: when the evening is over. */
const USUAL = "02:00";

export const EmptyAt = (props: EmptyAtProps) =>
  props.emptyAt === null ? <Plan {...props} /> : <Planned {...props} emptyAt={props.emptyAt} />;

const Planned = ({ action, where, emptyAt, count }: EmptyAtProps & { emptyAt: number }) => (
  <form method="post" action={action}>
    <p>
      <b safe>{`Everything ${where} will be deleted at ${hourOf(emptyAt)}.`}</b>{" "}
      <span safe>{`That is ${count} so far, and what is said until then.`}</span>
    </p>
    <button class="button quiet" name="hour" value="">
      Keep everything
    </button>
  </form>
);

const Plan = ({ action, where, count, typed, problem, now }: EmptyAtProps) => (
  <FoldedForm summary="Delete everything when tonight ends…" action={action} open={problem !== undefined}>
    <p safe>
      {`At the hour you choose, everything that was said ${where} until then is deleted for everyone. ` +
        `That is ${count} so far. Until then it can be called off; after that it can't be undone.`}
    </p>
    <Field
      name="hour"
      label="Hour"
      type="time"
      value={typed ?? USUAL}
      problem={problem}
      hint={`By the server's clock, where it is ${hourOf(now)}.`}
    />
    <button class="button quiet danger">Delete everything then</button>
  </FoldedForm>
);
