/** What newer browsers know and older ones do well without, by its name in `needs.ts`, and why. */
const WHY: [why: string, names: string[]][] = [
  [
    "a library that is loaded where there are no popovers",
    [
      "css.selectors.popover-open",
      "html.popover",
      "html.popovertarget",
      "html.popovertargetaction",
      ".showPopover",
      ".hidePopover",
    ],
  ],
  [
    "the script makes the composer as high as its text",
    ["css.properties.field-sizing", "css.properties.field-sizing.content"],
  ],
  ["the style sheet has the same for browsers without it", ["css.at-rules.property"]],
  [
    "only without a script: buttons are there that do nothing, as to copy a link and to look at a password",
    ["css.at-rules.media.scripting"],
  ],
  [
    "lines break as ever",
    ["css.properties.text-wrap", "css.properties.text-wrap.balance", "css.properties.text-wrap.pretty"],
  ],
  [
    "each line of the list of files has columns of its own: all is there, only not one below the other",
    ["css.properties.grid-template-columns.subgrid"],
  ],
  [
    "all emoji are laid out at once",
    [
      "css.properties.content-visibility",
      "css.properties.content-visibility.auto",
      "css.properties.contain-intrinsic-size",
    ],
  ],
  [
    "the script keeps the place, whether the browser has an anchor or not",
    ["css.properties.overflow-anchor", "css.properties.overflow-anchor.none"],
  ],
  ["the page behind a panel scrolls along at its end", ["css.properties.overscroll-behavior"]],
  [
    "where it is only partly known, a row of files that all fit holds nothing back; one that scrolls does",
    ["css.properties.overscroll-behavior-x"],
  ],
  [
    "looks: the system's own scroll bars, colours of controls, lines, fonts and corners",
    [
      "css.properties.scrollbar-width",
      "css.properties.scrollbar-width.thin",
      "css.properties.scrollbar-color",
      "css.properties.scrollbar-gutter",
      "css.properties.scrollbar-gutter.stable",
      "css.properties.accent-color",
      "css.properties.text-decoration.dotted",
      "css.properties.font-family.ui-monospace",
      "css.properties.font-family.ui-sans-serif",
      "css.properties.box-decoration-break.clone",
      "css.properties.-webkit-tap-highlight-color",
      "css.selectors.-webkit-inner-spin-button",
      "css.selectors.-webkit-search-cancel-button",
    ],
  ],
  [
    "each browser has its own names for the parts of a progress bar, and the style sheet has them all",
    ["css.selectors.-webkit-progress-bar", "css.selectors.-webkit-progress-value", "css.selectors.-moz-progress-bar"],
  ],
  [
    "browsers without it have no forced colours",
    ["css.properties.forced-color-adjust", "css.properties.forced-color-adjust.none"],
  ],
  ["the title of the page says the same as the badge", [".setAppBadge", ".clearAppBadge"]],
  ["the button to share is only there where one can", [".share"]],
  ["touch keyboards that do not know it begin a name with a capital", ["html.autocapitalize"]],
  [
    "htmx asks whether it is there",
    [
      ".moveBefore",
      ".startViewTransition",
      ".createHTML",
      ".createScript",
      ".parseHTMLUnsafe",
      ".navigationType",
      ".canIntercept",
      ".hashChange",
      ".sourceElement",
    ],
  ],
  [
    "another thing of that name, in htmx or here",
    [
      ".tag",
      ".config",
      ".path",
      ".changed",
      ".delay",
      ".interval",
      ".capture",
      ".transition",
      ".connection",
      ".queue",
      ".reconnect",
      ".element",
      ".format",
      ".build",
      ".bytes",
      ".level",
    ],
  ],
];

export const FALLBACKS: Record<string, string> = Object.fromEntries(
  WHY.flatMap(([why, names]) => names.map((name) => [name, why])),
);
