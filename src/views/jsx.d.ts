/** What Kita's types for HTML leave out. */
declare namespace JSX {
  interface HtmlMetaTag {
    media?: string;
    property?: string;
  }
}
