/** What Kita's types for HTML leave out. */
declare namespace JSX {
  interface HtmlMetaTag {
    media?: string;
    property?: string;
  }
  interface HtmlImageTag {
    srcset?: string;
    sizes?: string;
    decoding?: string;
  }
  interface HtmlVideoTag {
    preload?: string;
    playsinline?: boolean;
  }
}
