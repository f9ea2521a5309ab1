import { type PageState, type ToPage, readPageState } from "../view/details-messages.ts";
import type { FromPage } from "../view/details-messages.ts";

/** What VS Code gives a webview. */
declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** What is typed into the page and not saved; kept when the page is hidden or the window reloaded. */
export interface Draft {
  readonly connection: string;
  readonly part: string;
  /** What lost of it when it was opened to be typed in. */
  readonly seen?: string;
  readonly label: string;
  readonly text: string;
}

/** The one channel to the extension, and what survives a reload. */
export interface PageHost {
  tell(message: FromPage): void;
  readonly draft: Draft | null;
  keep(state: PageState | null, draft: Draft | null): void;
}

export function connectHost(onMessage: (message: ToPage) => void): PageHost {
  const api = acquireVsCodeApi();
  window.addEventListener("message", (event: MessageEvent<ToPage>) => onMessage(event.data));
  const before = api.getState() as { readonly draft?: Draft | null } | undefined;
  return {
    tell: (message) => api.postMessage(message),
    draft: before?.draft ?? null,
    keep: (state, draft) => api.setState({ ...(state ?? readPageState(before)), draft }),
  };
}
