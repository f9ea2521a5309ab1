/** What had the keys, and by what it is known when it is drawn anew. */
export interface Held {
  readonly element: HTMLElement;
  readonly name: string;
}

const BUTTONS = "button, vscode-button";

export function held(element: HTMLElement): Held {
  return { element, name: nameOf(element) };
}

/** Where the keys belong now: the same element, else the button that does the same. undefined: it is gone. */
export function placeOf(root: HTMLElement, { element, name }: Held): HTMLElement | undefined {
  if (root.contains(element)) return element;
  return [...root.querySelectorAll<HTMLElement>(BUTTONS)].find((other) => nameOf(other) === name);
}

/**
 * When another part of the editor takes the keys, as every question does, the browser forgets what had them here. They come back to it, or to the
 * heading where it is gone: at once, and nothing scrolls, so that a click that brings them back still goes where it points.
 */
export function keepFocus(root: HTMLElement): void {
  let left: Held | null = null;
  root.addEventListener("focusin", () => (left = null));
  root.addEventListener("focusout", ({ target }) => (left = target instanceof HTMLElement ? held(target) : null));
  window.addEventListener("focus", () => {
    if (left && !root.contains(document.activeElement))
      (placeOf(root, left) ?? root.querySelector<HTMLElement>("h1"))?.focus({ preventScroll: true });
  });
}

/** What it does; where that is not said, how it is called. */
function nameOf(element: Element): string {
  return element.getAttribute("data-action") ?? element.ariaLabel ?? element.textContent.trim();
}
