import type { Locator, Page } from "playwright-core";
import type { EffortCount } from "./effort.ts";
import { exactly } from "./exactly.ts";
import { until } from "./until.ts";

/** A notification at the lower right, or a dialog in the middle. */
export interface Message {
  readonly severity: "info" | "warning" | "error";
  readonly text: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

/** What the window says unasked: notifications, and dialogs that block it. */
export class Messages {
  readonly #page: Page;
  readonly #effort: EffortCount;

  constructor(page: Page, effort: EffortCount) {
    this.#page = page;
    this.#effort = effort;
  }

  /** The notifications in sight, newest first. */
  async notifications(): Promise<Message[]> {
    return this.#toasts().evaluateAll((toasts) =>
      toasts.map((toast) => ({
        severity: (["error", "warning"] as const).find((name) => toast.querySelector(`.codicon-${name}`) !== null) ?? "info",
        text: toast.querySelector(".notification-list-item-message")?.textContent ?? "",
        detail: toast.querySelector(".notification-list-item-source")?.textContent ?? "",
        buttons: [...toast.querySelectorAll(".notification-list-item-buttons-container .monaco-text-button")].map(
          (button) => button.textContent ?? "",
        ),
      })),
    );
  }

  /** Waits for a notification with these words. */
  async notification(text: string): Promise<Message> {
    return until(`a notification "${text}"`, async () => (await this.notifications()).find((message) => message.text.includes(text)));
  }

  /** Waits for the notification and clicks one of its buttons. */
  async answerNotification(text: string, button: string): Promise<void> {
    const toast = this.#toasts().filter({ hasText: text });
    await toast.locator(".monaco-text-button", { hasText: exactly(button) }).click();
    this.#effort.add({ prompts: 1, clicks: 1 });
  }

  /** Closes the notifications in sight. */
  async clear(): Promise<void> {
    await until("no notification is left", async () => {
      const toast = this.#toasts().first();
      if ((await toast.count()) === 0) return true;
      await toast.hover({ timeout: 2000 });
      await toast.locator(".codicon-notifications-clear").click({ timeout: 2000 });
      return (await this.#toasts().count()) === 0;
    });
  }

  /** Waits for a dialog with these words in its text or detail. */
  async dialog(text = ""): Promise<Message> {
    return until(`a dialog "${text}"`, async () => {
      const [dialog] = await this.#page.locator(".monaco-dialog-box").evaluateAll((boxes) =>
        boxes.map((box) => ({
          severity:
            (["error", "warning"] as const).find((name) => box.querySelector(`.codicon-dialog-${name}`) !== null) ?? ("info" as const),
          text: box.querySelector(".dialog-message-text")?.textContent ?? "",
          detail: box.querySelector(".dialog-message-detail")?.textContent ?? "",
          buttons: [...box.querySelectorAll(".dialog-buttons .monaco-button")].map((button) => button.textContent ?? ""),
        })),
      );
      return dialog !== undefined && `${dialog.text}\n${dialog.detail}`.includes(text) ? dialog : null;
    });
  }

  /** Clicks a button of the open dialog and waits until it is gone. */
  async answerDialog(button: string): Promise<void> {
    const box = this.#page.locator(".monaco-dialog-box");
    await box.locator(".monaco-button", { hasText: exactly(button) }).click();
    await box.waitFor({ state: "detached" });
    this.#effort.add({ prompts: 1, clicks: 1 });
  }

  #toasts(): Locator {
    return this.#page.locator(".notifications-toasts .notification-list-item");
  }
}
