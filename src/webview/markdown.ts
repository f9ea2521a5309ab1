import DOMPurify from "dompurify";
import { html, type TemplateResult } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import MarkdownIt from "markdown-it";

/** Text of issues and partners. HTML in it stays text, pictures are named and not loaded, links lead to the web only when they are followed. */
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
markdown.renderer.rules.image = (tokens, at) => `[${markdown.utils.escapeHtml(tokens[at]?.content ?? "")}]`;

const ALLOWED = {
  ALLOWED_TAGS: "p br hr h1 h2 h3 h4 h5 h6 blockquote pre code em strong s a ul ol li table thead tbody tr th td".split(" "),
  ALLOWED_ATTR: ["href", "title", "start"],
  ALLOWED_URI_REGEXP: /^https?:/i,
};

export function rendered(text: string): TemplateResult {
  return html`<div class="markdown">${unsafeHTML(DOMPurify.sanitize(markdown.render(text), ALLOWED))}</div>`;
}
