/**
 * Where the time goes where a bound is missed, from profiles (`--profile=folder` leaves those of Parlor, `perf` shows the
 * rest). A remark is shown for as long as its figure misses.
 */
export const REMARKS: { title: string; what: string; text: string }[] = [
  {
    title: "Fan-out to 1,000 sockets",
    what: "10 messages/s: median latency",
    text: "about 1.2 ms of it is what bare publishing does not do: 0.25 for the request, 0.2 for the statements, 0.5 until the disk has the transaction, and 0.3 for reading and rendering the row and giving it out. Each comes after a pause, when nothing is in the processor's caches.",
  },
  {
    title: "Fan-out to 1,000 sockets",
    what: "100 messages/s: CPU",
    text: "at 100 messages/s Parlor sends 20 frames a second of five rows each. To publish as many bytes as rarely costs the bare server 1.6 µs per row where Parlor takes 1.9 to 2.1; the rest is posting. So sending rarely is itself what makes a frame dear: between two of them the sockets leave the processor's caches.",
  },
  {
    title: "Saturation of 1,000 sockets",
    what: "rows a second",
    text: "at thousands of messages a second more than half of Parlor's time is the kernel copying rows into a thousand sockets, and two fifths of what a row costs is its share of posting the message (below), which bare publishing does not do. The bare server's figure depends on the step it reaches: the later its loop comes round, the more messages it finds and sends at once, so the nearer it is to giving up, the less a row costs it.",
  },
  {
    title: "Posting over 64 connections",
    what: "accepted posts",
    text: "of 85 µs on a quiet machine the kernel takes 23, as it does for the bare route. SQLite takes 13 instead of 4, 8 of them for the search, whose index has each sequence of three characters of a text; five indexes and four statements instead of two and one are the rest. Everything about HTTP that the bare route leaves out (request guard, session, Elysia, checking the form, seven headers) is 10 together, rendering and broadcasting 5, code compiled from JavaScript 9 instead of 1. What remains is the runtime's: objects and strings, collecting them, and giving memory back to the system. Each figure is from `perf`, or from leaving the part out.",
  },
  {
    title: "The room page, 50 rows",
    what: "CPU per page",
    text: "beside what a constant takes, two fifths are Elysia, the request guard, the session and the headers, a third is rendering what depends on the reader, and the rest is joining it with what is the same for everyone, which is kept in a few pieces.",
  },
  {
    title: "A history of 1,000,000 messages",
    what: "idle memory",
    text: "of what Parlor takes beside an empty Elysia app, half are pages of the Bun binary itself that it uses and the empty app does not (SQLite above all), which the system shares and may drop; the rest is the code of its modules.",
  },
  {
    title: "The page in Chromium: 2,000 rows at 200 a second",
    what: "4 × CPU throttling: from key",
    text: "showing rows takes the browser about 11 ms and half a millisecond for each row, nearly all of it its own painting and composing, so rows that come in quick succession are shown together. With 200 a second and a quarter of the speed that still is half of the main thread's time, and a key that comes meanwhile waits for it.",
  },
];
