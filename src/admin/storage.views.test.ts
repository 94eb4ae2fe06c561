/** What the page of the storage says about sums. */
import { expect, test } from "bun:test";

import { find } from "../../test/support/html.ts";
import { SITE } from "../../test/support/site.ts";
import { render } from "../views/html.ts";
import { StoragePage } from "./storage.views.tsx";

const show = (files: number) =>
  render(
    StoragePage({
      site: SITE,
      disk: { database: 1, free: 1e12, kept: { count: 0, bytes: 0 } },
      files,
      limits: { filesTotal: 0, filesPerPersonDay: 1, fileBytes: 1, diskFreeFloor: 0 },
      use: {
        rooms: [{ name: "Lobby", files: 3, bytes: 3_000 }],
        people: [
          { name: "Ada", files: 2, bytes: 2_000 },
          { name: "Bob", files: 1, bytes: 1_000 },
        ],
      },
      sweep: undefined,
      backup: { at: 0, bytes: 1 },
      now: 1,
    }),
  );

const hints = (html: string) => find(html, "section[aria-labelledby=files] .hint").map(({ text }) => text);

test("where files that were sent twice make the sums larger than the whole, the page says why", () => {
  expect(hints(show(2_000)).at(-1)).toContain("A file that was sent more than once takes room on the disk once");
  expect(hints(show(3_000))).toHaveLength(1);
});
