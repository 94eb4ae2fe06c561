/**
 * Where the time goes in scenarios that miss a bound, from profiles (`--profile=folder` leaves those of Parlor, `perf`
 * shows the rest). A remark is shown for as long as its scenario misses.
 */
export const REMARKS: Record<string, string> = {
  "Fan-out to 1,000 sockets":
    "at 100 messages/s Parlor sends 20 frames a second of five rows each. To publish as many bytes as rarely costs the bare server 1.6 µs per row where Parlor takes 1.9 to 2.1; the rest is posting. So sending rarely is itself what makes a frame dear: between two of them the sockets leave the processor's caches.",
  "Saturation of 1,000 sockets":
    "at thousands of messages a second about two fifths of what a row costs Parlor is its share of posting the message (below), which bare publishing does not do; sending has become that cheap.",
  "Posting over 64 connections":
    "by leaving parts out, in CPU µs of a post: the gate (address, size, origin) 8 to 10, the session 6, the answer's seven headers instead of one 5, rendering and broadcasting 5, Elysia 5 to 8, and in SQL four statements and five indexes instead of one and two, 6. No part is large; 64 posts every 50 ms find the code out of the processor's caches, and while it is compiled, its threads cost 3 to 30 more.",
  "The room page, 50 rows":
    "a third is making the answer: joining the page to one string and copying it with its headers, which a constant does not need. A third is rendering what depends on the reader: the side, who is here, the frame of the page. The rest is Elysia, the gate, and the session. The log and all that is the same for everyone are kept in one piece.",
  "A history of 1,000,000 messages":
    "of the 17 MB that Parlor takes beside an empty Elysia app, more than half are pages of the Bun binary itself that it uses and the empty app does not (SQLite, cryptography, Unicode data), which the system shares and may drop; the rest is the code of its modules.",
};
