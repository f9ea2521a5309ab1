import { source as axe } from "axe-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { emptyPage } from "../../src/view/details-page.ts";
import { DETAILS_STATES, type DetailsState, issueState, lost, part } from "../support/details-states.ts";
import { type DetailsWindow, STATE, type Theme, hasBrowser, useDetailsWindow } from "./details-window.ts";

const details = useDetailsWindow();

async function opened(state?: DetailsState, theme?: Theme, width?: number): Promise<DetailsWindow> {
  const window = await details.open(theme, width);
  onTestFinished(() => window.page.close());
  await window.told();
  if (state) await window.show(state);
  return window;
}

function stateOf(name: string): DetailsState {
  const state = DETAILS_STATES[name];
  if (!state) throw new Error(name);
  return state;
}

/** What a checker of accessibility finds: rule, and the first element. */
async function violations({ page }: DetailsWindow): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    type Found = { violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] };
    const page = globalThis as unknown as { document: unknown; axe: { run(what: unknown, options: object): Promise<Found> } };
    return (await page.axe.run(page.document, { resultTypes: ["violations"] })).violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
    );
  });
}

const CONFLICT = stateOf("conflict in a title");
const names = Object.keys(DETAILS_STATES);

describe.skipIf(!hasBrowser)("the page", () => {
  test.each(["dark", "light", "high-contrast", "high-contrast-light"] as const)("%s: every state can be read by all", async (theme) => {
    const window = await opened(undefined, theme);
    const found: string[] = [];
    const look = async (what: string): Promise<void> => {
      for (const violation of await violations(window)) found.push(`${what}: ${violation}`);
    };
    for (const name of names) {
      await window.show(stateOf(name));
      await window.page.locator("details").evaluateAll((all) => all.forEach((part) => part.setAttribute("open", "")));
      await look(name);
    }
    await window.show(CONFLICT);
    await window.page.getByRole("button", { name: "Edit: title" }).click();
    await window.page.getByRole("textbox", { name: "New value: Title" }).waitFor();
    await look("a value is typed");
    await window.tell({ kind: "told", text: "It is busy.", tone: "bad", undo: null });
    await look("what failed is said");
    await window.tell({ kind: "told", text: "Yours stands again.", tone: "good", undo: { do: "reopen", targets: [] } });
    await window.tell({ kind: "working", working: true });
    await look("what was done is said, at work");
    expect(found).toEqual([]);
    expect(window.complaints).toEqual([]);
  });

  test("who asks for older entries reads on where the button stood", async () => {
    const window = await opened();
    const { view, events } = stateOf("up to date");
    const many = [0, 1].flatMap((turn) => events.map((event) => ({ ...event, sequence: event.sequence + 1000 * turn })));
    await window.show({ view, events: many });
    const entries = window.page.locator(".time-line > li");
    const before = await entries.count();
    const older = window.page.getByRole("button", { name: /^Show \d+ older entries$/ });
    await older.focus();
    await window.page.keyboard.press("Enter");
    await expect
      .poll(() => window.page.evaluate("[...document.querySelectorAll('.time-line > li')].indexOf(document.activeElement)"))
      .toBe(before);
    expect(await entries.count()).toBeGreaterThan(before);
    expect(await violations(window)).toEqual([]);
  });

  test("shows all of every state in a narrow place, nothing beside it", async () => {
    const window = await opened(undefined, "dark", 300);
    const beside: Record<string, unknown> = {};
    for (const name of names) {
      await window.show(stateOf(name));
      const pixels = await window.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
      if (pixels !== 0) beside[name] = pixels;
    }
    expect(beside).toEqual({});
  });

  test("is done with the keyboard alone: a conflict is settled, and the way back has the focus", async () => {
    const window = await opened(CONFLICT);
    const { page } = window;
    const focused = (): Promise<unknown> =>
      page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText.trim()");
    const order: unknown[] = [];
    for (let presses = 0; presses < 16; presses++) {
      await page.keyboard.press("Tab");
      order.push(await focused());
    }
    expect(order).toEqual([
      "Open Issue",
      "Copy Key",
      "Keep mine",
      "Take Nordwind's",
      "Comment...",
      "Status...",
      "Assign...",
      "Labels...",
      "Priority...",
      "Share With...",
      "Show Partner's Last Change",
      "Attach File...",
      "Show File in Explorer",
      "Keep mine: title",
      "Take Nordwind's: title",
      "Edit: title",
    ]);
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    const targets = [{ connection: "c1", part: "title", seen: "1 0.8" }];
    expect(await window.told()).toEqual([{ kind: "act", action: { do: "keep mine", targets } }]);
    await window.tell({ kind: "working", working: true });
    await window.show(stateOf("conflict settled"));
    await window.tell({ kind: "told", text: "Yours stands again.", tone: "good", undo: { do: "reopen", targets } });
    await window.tell({ kind: "working", working: false });
    await expect.poll(focused).toBe("Undo");
    await page.keyboard.press("Enter");
    expect(await window.told()).toEqual([{ kind: "act", action: { do: "reopen", targets } }]);
  });

  test("takes a typed value by Enter; Escape leaves it, with the focus where it was", async () => {
    const window = await opened(CONFLICT);
    const { page } = window;
    const edit = page.getByRole("button", { name: "Edit: title" });
    await edit.click();
    const field = page.getByRole("textbox", { name: "New value: Title" });
    await expect
      .poll(() => field.evaluate((input) => (input.getRootNode() as unknown as { activeElement: unknown }).activeElement === input))
      .toBe(true);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.evaluate("document.activeElement.innerText")).toBe("Edit");
    await edit.click();
    await field.fill("Both valves stick");
    await page.keyboard.press("Enter");
    const action = { do: "set", target: { connection: "c1", part: "title", seen: "1 0.8" }, text: "Both valves stick" };
    expect(await window.told()).toEqual([{ kind: "act", action }]);
    // Until it is known to have arrived, it stays; what was refused can be mended.
    expect(await field.inputValue()).toBe("Both valves stick");
    await page.keyboard.press("Enter");
    expect(await window.told()).toEqual([]);
    await window.tell({ kind: "told", text: "It is busy.", tone: "bad", undo: null });
    await window.tell({ kind: "working", working: false });
    expect(await field.inputValue()).toBe("Both valves stick");
    await field.press("Enter");
    expect(await window.told()).toEqual([{ kind: "act", action }]);
    await window.tell({ kind: "told", text: "It is written.", tone: "good", undo: null });
    await window.tell({ kind: "working", working: false });
    expect(await field.count()).toBe(0);
  });

  test("a typed value is for the conflict that was seen; what lost since is shown, and only then it is set over both", async () => {
    const window = await opened(CONFLICT);
    await window.page.getByRole("button", { name: "Edit: title" }).click();
    const field = window.page.getByRole("textbox", { name: "New value: Title" });
    await field.fill("Both valves stick");
    const again = lost("title", "Valve B", "Valve sticks in cold weather");
    await window.show(issueState("conflict", [part({ lost: [...(CONFLICT.view.connections[0]?.lost ?? []), again] })]));
    const set = (seen: string): object => ({
      kind: "act",
      action: { do: "set", target: { connection: "c1", part: "title", seen }, text: "Both valves stick" },
    });
    await field.press("Enter");
    expect(await window.told()).toEqual([set("1 0.8")]);
    await window.tell({ kind: "told", text: "Another value of yours has lost.", tone: "bad", undo: null });
    await window.tell({ kind: "working", working: false });
    await field.press("Enter");
    expect(await window.told()).toEqual([set("2 0.8")]);
  });

  test("keeps what is being typed over a reload, until the conflict is gone", async () => {
    const window = await opened(CONFLICT);
    await window.page.getByRole("button", { name: "Edit: title" }).click();
    const field = window.page.getByRole("textbox", { name: "New value: Title" });
    await field.fill("Half a wo");
    await window.page.reload();
    await window.show(CONFLICT);
    expect(await field.inputValue()).toBe("Half a wo");
    expect(JSON.parse(String(await window.page.evaluate("sessionStorage.getItem('state')")))).toMatchObject(STATE);
    await window.show(stateOf("up to date"));
    expect(await field.count()).toBe(0);
    await window.show(CONFLICT);
    expect(await field.count()).toBe(0);
  });

  test("is drawn anew around what has the keys: the same button, wherever it stands now, or the heading where it is gone", async () => {
    const window = await opened(CONFLICT);
    const { page } = window;
    const focused = (): Promise<unknown> =>
      page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText.trim()");
    const lost: string[] = [];
    for (const button of ["Comment...", "Show File in Explorer"])
      for (const name of ["local", "up to date"]) {
        await window.show(CONFLICT);
        await page.getByRole("button", { name: button }).first().focus();
        await window.show(stateOf(name));
        await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
        const isThere = (await page.getByRole("button", { name: button, exact: true }).count()) > 0;
        const wanted = isThere ? button : await page.locator("h1").innerText();
        if ((await focused()) !== wanted) lost.push(`${button}, ${name}: ${String(await focused())}`);
      }
    expect(lost).toEqual([]);
  });

  test("gets the keys back where they were when another part of the editor had them", async () => {
    const window = await opened(CONFLICT);
    const { page } = window;
    const focused = (): Promise<unknown> => page.evaluate("document.activeElement.innerText.trim()");
    // Within an editor that draws a question the browser takes them like this.
    const away = (): Promise<unknown> => page.evaluate("document.activeElement.blur()");
    const back = (): Promise<unknown> => page.evaluate("window.dispatchEvent(new Event('focus'))");
    await page.getByRole("button", { name: "Comment..." }).focus();
    await away();
    expect(await focused()).not.toBe("Comment...");
    await back();
    expect(await focused()).toBe("Comment...");
    await page.getByRole("button", { name: "Keep mine: title" }).focus();
    await away();
    await window.show(stateOf("up to date"));
    await back();
    expect(await focused()).toBe(await page.locator("h1").innerText());
  });

  test("never gives the keys to the button of that name of another connection: it would settle a conflict unseen", async () => {
    const open = lost("status", "Done", "In progress");
    const nordwind = part({ lost: [open] });
    const harbour = part({ id: "c2", name: "harbour", partner: "Harbour office", lost: [open] });
    const both = issueState("conflict", [nordwind, harbour]);
    const window = await opened(both);
    const { page } = window;
    await page.getByRole("button", { name: "Keep mine: status, Nordwind" }).focus();
    await page.keyboard.press("Enter");
    await window.show(issueState("conflict", [{ ...nordwind, lost: [] }, harbour]));
    expect(await page.evaluate("document.activeElement.tagName")).toBe("H1");
    await page.getByRole("button", { name: "Keep mine: status, Harbour office" }).first().waitFor();
    const held = (first: string, second: string): DetailsState =>
      issueState("held", [nordwind, harbour], { connections: [{ heldBecause: first }, { heldBecause: second }] });
    await window.show(held("stopped", "stopped"));
    await page.getByRole("button", { name: "Start the connection, Nordwind" }).first().focus();
    await window.show(held("waiting for secondary", "stopped"));
    expect(await page.evaluate("document.activeElement.tagName")).toBe("H1");
  });

  test("is drawn anew around what is being typed, also while the project is not to be had for a moment", async () => {
    const window = await opened(CONFLICT);
    const { page } = window;
    await page.getByRole("button", { name: "Edit: title" }).click();
    const field = page.getByRole("textbox", { name: "New value: Title" });
    await field.fill("");
    await field.pressSequentially("Vlve");
    for (let back = 0; back < 3; back++) await page.keyboard.press("ArrowLeft");
    await window.show({ ...CONFLICT, events: [] });
    await page.keyboard.type("a");
    expect(await field.inputValue()).toBe("Valve");
    await window.tell({ kind: "page", page: emptyPage("not open"), state: STATE });
    await window.show(CONFLICT);
    expect(await field.inputValue()).toBe("Valve");
  });

  test("asks for nothing more while one thing is being done", async () => {
    const window = await opened(CONFLICT);
    await window.tell({ kind: "working", working: true });
    await window.page.getByRole("button", { name: "Keep mine: title" }).click();
    expect(await window.told()).toEqual([]);
  });

  test("says a change of the status where screen readers listen", async () => {
    const window = await opened(CONFLICT);
    const status = window.page.getByRole("status").first();
    expect(await status.innerText()).toBe("Sync status: conflict");
    await window.show(stateOf("up to date"));
    expect(await status.innerText()).toBe("Sync status: up to date");
  });

  test("shows the text of an issue and runs, loads and opens nothing of it", async () => {
    const evil = [
      "<script>document.title = 'ran'</script><img src=x onerror=\"document.title = 'ran'\">",
      "![picture](https://evil.example/a.png) [link](javascript:document.title='ran') [web](https://ok.example/)",
      "<iframe src=https://evil.example></iframe></script><style>*{background:url(https://evil.example/b)}</style>",
      '<div style="background:url(https://evil.example/c)" onclick="document.title = \'ran\'">x</div><svg onload="document.title = \'ran\'">',
      "[a](command:workbench.action.quit) [b](vscode://file/etc) [c](file:///etc/passwd) [d](data:text/html,x) <command:quit> [e](//evil.example/)",
    ].join("\n\n");
    const { view, events } = issueState("conflict", [part({ lost: [lost("title", evil, "x")], agreed: { title: evil } })]);
    const window = await opened({ view: { ...view, body: evil }, events });
    await window.page.locator("summary", { hasText: "Text" }).click();
    const text = window.page.locator(".markdown").first();
    expect(await text.locator("script, img, iframe, style, svg, div, [style], [onclick]").count()).toBe(0);
    expect(await text.locator("a").evaluateAll((links) => links.flatMap((link) => link.getAttribute("href") ?? []))).toEqual([
      "https://ok.example/",
    ]);
    expect(await text.innerText()).toContain("[picture]");
    expect(await window.page.title()).toBe("Sync details");
    expect(window.complaints).toEqual([]);
  });
});
