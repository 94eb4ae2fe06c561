/** A page as a constant: what the machine itself takes to send so many bytes. */
const page = " ".repeat(Number(process.env.PAGE_BYTES ?? 20_000));
const headers = { "content-type": "text/html; charset=utf-8" };
const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response(page, { headers }) });
process.stdout.write(`${server.port}\n`);
