/** Pictures as they are to be seen. */
import type { Config } from "../config.ts";
import { THUMBNAILS } from "./addresses.ts";
import type { Pictures } from "./uploads.ts";

export function openPictures(_: Pick<Config, "dataDir">): Pictures {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    prepare(path, type, { keepSize }) {
      const work = turn.then(async () => {
        try {
          const open = () => new Bun.Image(path, { maxPixels: 100_000_000, autoOrient: true });
          const { width, height } = await open().metadata();
          const longest = Math.max(width, height);
          const most = keepSize ? longest : Math.min(longest, 2_560);
          const scale = most / longest;
          const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
          const image = open().resize(size.width, size.height);
          await (type === "image/png" ? image.png() : type === "image/webp" ? image.webp() : image.jpeg()).write(
            `${path}.picture`,
          );
          const thumb = async (edge: number, name: string) => {
            if (most <= edge) return undefined;
            await open()
              .resize(Math.round((width * edge) / longest), Math.round((height * edge) / longest))
              .webp({ quality: 70 })
              .write(`${path}.${name}`);
            return `${path}.${name}`;
          };
          return {
            path: `${path}.picture`,
            small: await thumb(THUMBNAILS.small, "small"),
            large: await thumb(THUMBNAILS.large, "large"),
            ...size,
            animated: false,
            placeholder: await open()
              .resize(16, Math.max(1, Math.round((16 * height) / width)))
              .webp({ quality: 20 })
              .dataurl(),
          };
        } catch {
          return undefined;
        }
      });
      turn = work;
      return work;
    },
  };
}
