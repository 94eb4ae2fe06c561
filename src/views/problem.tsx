/** What went wrong, in a sentence that is read aloud at once. */
import { Html } from "@elysiajs/html";

/** Nothing where nothing is wrong. */
export const Problem = ({ id, sentence }: { id?: string; sentence: string | undefined }) =>
  sentence === undefined ? (
    <></>
  ) : (
    <p id={id} class="problem" role="alert" safe>
      {sentence}
    </p>
  );
