/** The few drawings, as SVG on a grid of 24. */
import { Html } from "@elysiajs/html";

const icon = (drawing: string) => () => (
  <svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={drawing} />
  </svg>
);

export const Lamp = icon("M8 3h8l3 9H5zM12 12v8M8 21h8");
export const Clock = icon("M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 2");
export const Lines = icon("M4 7h16M4 12h16M4 17h10");
export const Person = icon("M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM5 20c0-3.5 3-5.5 7-5.5s7 2 7 5.5");
export const Chevron = icon("m7 10 5 5 5-5");
export const Up = icon("M12 19V5M5 12l7-7 7 7");
export const Door = icon("M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4M10 8l-4 4 4 4M6 12h9");
export const Sheets = icon("M9 9h10v11H9zM5 15V4h10");
export const Check = icon("M5 12l5 5L19 7");
export const Dots = icon("M5 12h.01M12 12h.01M19 12h.01");
export const Lens = icon("M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4 4");
export const Cross = icon("m6 6 12 12M18 6 6 18");
export const Plus = icon("M12 5v14M5 12h14");
export const PersonPlus = icon(
  "M10 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM4 20c0-3.5 2.7-6 6-6s6 2.5 6 6M18 8v6M15 11h6",
);
export const Smile = icon("M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM9 14c1.5 2 4.5 2 6 0M9 10h.01M15 10h.01");
export const Microphone = icon(
  "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21",
);
export const ReplyArrow = icon("M10 5 4 11l6 6M4 11h9a7 7 0 0 1 7 7v1");
export const Pencil = icon("m4 20 1-4L16 5l3 3L8 19zM14 7l3 3");
export const At = icon("M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM16 8v5.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-4 7.5");
export const Bell = icon("M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4");
export const Keyboard = icon("M3 7h18v10H3zM7 10.5v0M11 10.5v0M15 10.5v0M8 14h8");
export const Sliders = icon("M4 8h8M18 8h2M4 16h2M12 16h8M15 5v6M9 13v6");
export const Key = icon("M8 20a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM11 13l9-9M16 8l3 3");
export const Hash = icon("M9 4 7 20M17 4l-2 16M4.5 9h16M3.5 15h16");
export const Lock = icon("M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3");
export const Megaphone = icon("M4 10v4h3l8 4V6l-8 4zM18 9.5a4 4 0 0 1 0 5M8 14.5 9 19");
export const Sheet = icon("M6 3h8l5 5v13H6zM14 3v5h5");
