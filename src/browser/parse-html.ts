/** The elements of HTML that came from the server, or that stands in the script. Nothing of it is loaded until it is in the page. */
export function parseHtml(html: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}
