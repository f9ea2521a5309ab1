import { html, nothing, type TemplateResult } from "lit";
import type { IssuePage } from "../view/details-model.ts";
import { exactMoment, momentText } from "../view/moment-text.ts";
import { type Act, links } from "./buttons.ts";
import { rendered } from "./markdown.ts";

/** What lies beside the issue, and what it has to do with others. */
export function filesSection({ files }: IssuePage, act: Act): TemplateResult | typeof nothing {
  if (files.length === 0) return nothing;
  return html`<section aria-labelledby="files">
    <h2 id="files">Files and links</h2>
    <ul>
      ${files.map(({ text, buttons }) => html`<li>${text} ${links(buttons, act)}</li>`)}
    </ul>
  </section>`;
}

/** Body and comments as this side has them, folded: the page is about their way, not about reading them. */
export function textSection({ body, comments }: IssuePage, now: number): TemplateResult | typeof nothing {
  if (body === "" && comments.shown.length === 0) return nothing;
  return html`<section aria-labelledby="text">
    <h2 id="text">Text and comments</h2>
    ${
      body === ""
        ? nothing
        : html`<details>
            <summary>Text</summary>
            ${rendered(body)}
          </details>`
    }
    ${
      comments.shown.length === 0
        ? html`<p class="facts">${comments.summary}</p>`
        : html`<details>
            <summary>${comments.summary}</summary>
            ${comments.shown.map((comment) => {
              const time = comment.created === null ? Number.NaN : Date.parse(comment.created);
              return html`<article>
                <p class="facts">
                  <strong>${comment.author}</strong>
                  ${Number.isNaN(time) ? nothing : html`<time datetime=${comment.created} title=${exactMoment(time)}>${momentText(time, now)}</time>`}
                  ${comment.note === null ? nothing : html`<span class="tag">${comment.note}</span>`}
                </p>
                ${rendered(comment.markdown)}
              </article>`;
            })}
          </details>`
    }
  </section>`;
}
