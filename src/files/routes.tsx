/**
 * Sending files and fetching them. What is interrupted goes on where it stopped, in the ways of the tus protocol.
 * @see https://tus.io/protocols/resumable-upload
 */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { type Context, Elysia, t } from "elysia";

import type { AuthDeps } from "../auth/auth.ts";
import type { Config } from "../config.ts";
import type { Commit } from "../database/write-queue.ts";
import { wantsFragment } from "../http/client.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { withoutIdleTimeout } from "../http/listener.ts";
import { ofType } from "../http/media-type.ts";
import { policy } from "../http/policy.ts";
import { readId } from "../http/query.ts";
import { rooms } from "../rooms/access.ts";
import { filePath } from "./addresses.ts";
import type { Storage } from "./contents/storage.ts";
import { partOf, serveContent } from "./serve.ts";
import { findFileFor, type StoredFile } from "./store.ts";
import { describeFile } from "./uploads.store.ts";
import { BROKEN_OFF, NO_FILE, type Uploads } from "./uploads.ts";
import { SentFile } from "./views.tsx";

type Deps = AuthDeps & {
  config: Pick<Config, "fileBytes" | "trustProxy">;
  db: Database;
  commit: Commit;
  uploads: Uploads;
  storage: Storage;
};

const FileParams = t.Object({ id: t.String(), name: t.String() });
const Description = t.Object({
  description: t.Optional(t.String()),
  waveform: t.Optional(t.String()),
});

/** Most characters of what is said about a file. */
const DESCRIPTION = 1_000;
const WAVEFORM = /^[0-9]{1,100}$/;

/** Whether a request carries the bytes of a part of a file, as the tus protocol has it. */
const isPart = ofType("application/offset+octet-stream");
const TUS = { "tus-resumable": "1.0.0", "cache-control": "no-store" };

export function fileRoutes(deps: Deps) {
  const { config, db, commit, uploads, storage } = deps;
  const raw = { raw: true, bodyBytes: config.fileBytes };

  /** @throws HttpError when there is no such file for the member */
  function find(id: string, user: number): StoredFile {
    const file = findFileFor(db, id, user);
    if (!file) throw new HttpError(NO_FILE);
    return file;
  }

  /** The file as it waits in the composer, where the page asks for that. */
  function sentFile({ request, set }: Pick<Context, "request" | "set">, id: string, user: number): JSX.Element {
    if (wantsFragment(request)) return <SentFile file={find(id, user)} />;
    if (set.status !== 201) set.status = 204;
    return "";
  }

  /** Takes the body of a request. That may take as long as it likes, if only something comes. */
  const take = (received: Pick<Context, "request" | "server">, file: StoredFile, from: number): Promise<number> =>
    withoutIdleTimeout(received, () => uploads.append(file, from, received.request.body ?? nothing()));

  return new Elysia({ name: "files" })
    .use(rooms(deps))
    .use(policy)

    .post(
      "/rooms/:slug/files",
      async ({ request, server, room, member, set }) => {
        const length = readId(request.headers.get("upload-length") ?? request.headers.get("content-length"));
        if (length === undefined) throw new HttpError(UNSAID);
        const name = nameOf(request);
        const keepSize = request.headers.get("x-file-original") === "1";
        const id = await uploads.begin({ room: room.id, user: member.id, name, length, keepSize });
        const begun = find(id, member.id);
        const hasAll = !request.headers.has("upload-length") || length === 0;
        const comes = hasAll || isPart(request);
        let offset = 0;
        try {
          if (comes) offset = await take({ request, server }, begun, 0);
          if (hasAll && offset < length) throw new HttpError(BROKEN_OFF);
        } catch (error) {
          await uploads.discard(id, member.id).catch(() => {}); // nobody knows its address; at the latest it goes after a day
          throw error;
        }
        Object.assign(set.headers, TUS, { location: filePath(begun), "upload-offset": String(offset) });
        set.status = 201;
        return sentFile({ request, set }, id, member.id);
      },
      { inRoom: true, allows: raw },
    )

    .guard({ member: true, params: FileParams })

    .head("/files/:id/:name", async ({ request, params, member, set }) => {
      const file = find(params.id, member.id);
      if (file.content !== null && file.message !== null) return serve(request, file, params.name);
      Object.assign(set.headers, TUS, {
        "upload-offset": String(await uploads.offset(file)),
        "upload-length": String(file.length),
      });
      return "";
    })

    .patch(
      "/files/:id/:name",
      async ({ request, server, params, member, set }) => {
        const file = find(params.id, member.id);
        if (file.message !== null) throw new HttpError(NO_FILE); // what a message carries stays as it is
        const from = readId(request.headers.get("upload-offset"));
        if (!isPart(request)) throw new HttpError({ status: 415, sentence: NOT_A_PART });
        if (from === undefined) throw new HttpError({ status: 400, sentence: NOT_A_PART });
        const offset = await take({ request, server }, file, from);
        Object.assign(set.headers, TUS, { "upload-offset": String(offset) });
        if (offset === file.length) return sentFile({ request, set }, file.id, member.id);
        set.status = 204;
        return "";
      },
      { allows: raw },
    )

    .delete("/files/:id/:name", async ({ params, member, set }) => {
      if (!(await uploads.discard(params.id, member.id))) throw new HttpError(NO_FILE);
      Object.assign(set.headers, TUS);
      set.status = 204;
      return "";
    })

    .post(
      "/files/:id/:name/description",
      async ({ request, params, member, body, set }) => {
        const { description, waveform } = body;
        if ([...(description ?? "")].length > DESCRIPTION) {
          throw new HttpError({ status: 422, sentence: `A description can have up to ${DESCRIPTION} characters.` });
        }
        if (waveform !== undefined && !WAVEFORM.test(waveform)) throw new HttpError(NO_WAVEFORM);
        const said = { id: params.id, user: member.id, waveform, description: description && cleanLine(description) };
        if ((await commit(describeFile, said)) === "missing") throw new HttpError(NO_FILE);
        return sentFile({ request, set }, params.id, member.id);
      },
      { body: Description },
    )

    .get("/files/:id/:name", ({ request, params, member }) => serve(request, find(params.id, member.id), params.name));

  async function serve(request: Request, file: StoredFile, name: string): Promise<Response> {
    const served = partOf(db, file, name);
    const download = new URL(request.url).searchParams.has("download");
    const answer = served && (await serveContent(request, storage, served, download));
    if (!answer) throw new HttpError(NO_FILE);
    return answer;
  }
}

/** The body of a request that has none. */
async function* nothing(): AsyncGenerator<Uint8Array> {}

const UNSAID: ErrorDetails = { status: 411, sentence: "This request does not say how long the file is." };
const NOT_A_PART = "A part of a file comes as application/offset+octet-stream, with its Upload-Offset.";
const NO_WAVEFORM: ErrorDetails = { status: 422, sentence: "A waveform is up to 100 digits." };

/** What a file is called, by its own header or that of the tus protocol. */
function nameOf({ headers }: Request): string {
  const [, encoded] = /(?:^|,)\s*filename ([A-Za-z0-9+/=]+)/.exec(headers.get("upload-metadata") ?? "") ?? [];
  if (encoded !== undefined) return Buffer.from(encoded, "base64").toString();
  const name = headers.get("x-file-name") ?? "";
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a percent sign that means itself
  }
}

/** On one line, without what is not seen. */
const cleanLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
