/** Draws the icons that phones want as PNG from `public/icon.svg`. To be run by hand when that changes: `bun docs/icons.ts`. */
import { join } from "node:path";

import { closeBrowser, openPage } from "../test/support/browser.ts";

const PUBLIC = join(import.meta.dir, "../public");

const drawing = await Bun.file(join(PUBLIC, "icon.svg")).text();

/** To the very edge, for systems that cut their own shape out of it. The lamp is within the circle that always stays. */
const square = drawing.replace(/ rx="\d+"/, "");

const ICONS = [
  { name: "icon-192.png", svg: drawing, size: 192 },
  { name: "icon-512.png", svg: drawing, size: 512 },
  { name: "icon-maskable-512.png", svg: square, size: 512 },
  { name: "apple-touch-icon.png", svg: square, size: 180 },
];

using site = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: () => new Response("<canvas></canvas>", { headers: { "content-type": "text/html" } }),
});
const page = await openPage(`http://localhost:${site.port}`, "painter");
await page.open("/");
for (const { name, svg, size } of ICONS) {
  const source = `data:image/svg+xml,${encodeURIComponent(svg.replace("<svg ", `<svg width="${size}" height="${size}" `))}`;
  const url = await page.read<string>(`(async () => {
    const image = new Image();
    image.src = ${JSON.stringify(source)};
    await image.decode();
    const canvas = document.querySelector("canvas");
    canvas.width = canvas.height = ${size};
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/png");
  })()`);
  await Bun.write(join(PUBLIC, name), Buffer.from(url.replace(/^.*,/, ""), "base64"));
}
closeBrowser();
