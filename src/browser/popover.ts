/** Panels that open over the room, for browsers without popovers (Firefox before 125). Loaded where they are missing. */
import "@oddbird/popover-polyfill";
