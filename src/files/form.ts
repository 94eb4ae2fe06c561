/** Files in a plain form, as browsers without scripts send them: they come with the message. */
import type { Context } from "elysia";

import type { Config } from "../config.ts";
import type { Fields } from "../http/body.ts";
import { withoutIdleTimeout } from "../http/listener.ts";
import { type PartsOptions, readParts } from "../http/parts.ts";
import type { Uploads } from "./uploads.ts";

/** The fields of a message in a form with parts; `file` are the ids of the files that came with it. */
export type ReceivedForm = { body: string; key?: string; reply?: string; file: string[] };

export type FileReceiverDeps = {
  config: Pick<Config, "bodyBytes" | "fileBytes" | "filesPerMessage" | "uploadPauseSeconds">;
  uploads: Uploads;
};

/** Bytes around each part of a form. */
const AROUND = 1_024;

/**
 * Returns what reads the form of a message with its files, each of which is then sent and waits for the message.
 * `mostBytes` are those of the largest such form.
 */
export function fileReceiver({ config, uploads }: FileReceiverDeps) {
  const { bodyBytes, fileBytes, filesPerMessage, uploadPauseSeconds } = config;

  async function receive(
    received: Pick<Context, "request" | "server">,
    { room, member }: { room: { id: number }; member: { id: number } },
  ): Promise<ReceivedForm> {
    const ids: string[] = [];
    const options: PartsOptions = {
      textBytes: bodyBytes,
      files: filesPerMessage,
      pause: uploadPauseSeconds * 1_000,
      take: async ({ name, bytes }) =>
        void ids.push(await uploads.take({ room: room.id, user: member.id, name }, bytes)),
    };
    const fields = await withoutIdleTimeout(received, () => readParts(received.request, options));
    const [body, key, reply] = ["body", "key", "reply"].map((name) => firstOf(fields, name));
    return { body: body ?? "", key, reply, file: [...ids, ...[fields.file ?? []].flat()] };
  }

  return Object.assign(receive, { mostBytes: bodyBytes + filesPerMessage * (fileBytes + AROUND) });
}

const firstOf = (fields: Fields, name: string): string | undefined => [fields[name] ?? []].flat()[0];
