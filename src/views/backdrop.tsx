/** What is behind the landing page: a picture, or a video that its script starts where that is welcome. */
import { Html } from "@elysiajs/html";

export type BackdropPicture = {
  path: string;
  width: number;
  height: number;
  /** A smaller one for phones, and how wide it is. */
  small: { path: string; width: number } | undefined;
};

/** Of a video, `picture` is what stands for it; without one that is how it begins. */
export type BackdropFiles = {
  picture: BackdropPicture | undefined;
  video: { path: string; type: string } | undefined;
};

/** Without a script it stands still: what moves must be wanted, and has to be something that one can stop. */
export const Backdrop = ({ backdrop: { picture, video } }: { backdrop: BackdropFiles }) => (
  <div class="backdrop" aria-hidden="true">
    {picture !== undefined && (
      <img
        src={picture.path}
        srcset={picture.small && `${picture.small.path} ${picture.small.width}w, ${picture.path} ${picture.width}w`}
        sizes={picture.small && "100vw"}
        width={picture.width}
        height={picture.height}
        alt=""
        decoding="async"
      />
    )}
    {video !== undefined && (
      <video
        class={picture ? "waiting" : undefined}
        muted
        loop
        playsinline
        preload={picture ? "none" : "metadata"}
        tabindex="-1"
      >
        <source src={`${video.path}#t=0.001`} type={video.type} />
      </video>
    )}
  </div>
);
