/** The forms for what the place shows of itself: each with one file, and with what is there now. */
import { Html } from "@elysiajs/html";

import { Backdrop } from "../views/backdrop.tsx";
import { FileField, PICTURES, RemoveFile } from "../views/field.tsx";
import { Logo, Section, type Site } from "../views/layout.tsx";
import type { PlaceUse } from "./place-files.store.ts";

type Props = { site: Site; problems: Partial<Record<PlaceUse, string>> };

export const LogoSection = ({ site, problems }: Props) => (
  <Section id="logo-title" title="Logo">
    {site.logo !== undefined && (
      <p class="shown">
        <Logo logo={site.logo} />
      </p>
    )}
    <FileForm
      use="logo"
      label="Picture"
      hint="Shown beside the name, in place of the lamp. Transparent parts stay transparent."
      problem={problems.logo}
      isThere={site.logo !== undefined}
    />
  </Section>
);

export const LandingSection = ({ site: { backdrop }, problems }: Props) => (
  <Section id="landing-title" title="Landing page">
    {backdrop !== undefined && (
      <div class="shown-backdrop">
        <Backdrop backdrop={backdrop} />
      </div>
    )}
    <FileForm
      use="landing"
      label="Picture or video behind the name"
      accept={`${PICTURES},video/mp4,video/webm`}
      hint="Anybody with the address sees it. Videos repeat without sound, so keep them short. The location, date and camera that phones store in an MP4 are removed. A WebM stays as it is."
      problem={problems.landing}
      isThere={backdrop !== undefined}
    />
    {backdrop?.video !== undefined && (
      <FileForm
        use="still"
        label="Picture in place of the video"
        hint="For people on a slow connection, and those who asked for less motion. Without one they see how the video begins."
        problem={problems.still}
        isThere={backdrop.picture !== undefined}
      />
    )}
  </Section>
);

type FileFormProps = {
  use: PlaceUse;
  label: string;
  accept?: string;
  hint: string;
  problem?: string;
  isThere: boolean;
};

const FileForm = ({ use, isThere, ...field }: FileFormProps) => (
  <form method="post" action={`/admin/place/${use}`} enctype="multipart/form-data">
    <FileField id={use} name="file" {...field} />
    <p class="flex flex-wrap gap-2">
      <button class="button quiet">{isThere ? "Replace" : "Save"}</button>
      {isThere && <RemoveFile action={`/admin/place/${use}/remove`} />}
    </p>
  </form>
);
