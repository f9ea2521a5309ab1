import { source as axe } from "axe-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { FORM_STATES, formOf, STATE } from "../support/form-states.ts";
import { type FormWindow, type Theme, hasBrowser, useFormWindow } from "./form-window.ts";

const form = useFormWindow();

async function opened(theme?: Theme, width?: number): Promise<FormWindow> {
  const window = await form.open(theme, width);
  onTestFinished(() => window.page.close());
  expect(await window.told()).toEqual([{ kind: "ready" }]);
  return window;
}

/** What a checker of accessibility finds: rule, and the first element. */
async function violations({ page }: FormWindow): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    type Found = { violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] };
    const page = globalThis as unknown as { document: unknown; axe: { run(what: unknown, options: object): Promise<Found> } };
    return (await page.axe.run(page.document, { resultTypes: ["violations"] })).violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
    );
  });
}

async function openAll({ page }: FormWindow): Promise<void> {
  await page.locator("details").evaluateAll((all) => all.forEach((part) => part.setAttribute("open", "")));
}

const names = Object.keys(FORM_STATES);
/** Where colours say most. */
const COLOURED = ["in force", "not published", "faults", "flaws", "a broken filter is tried", "broken"];
const stateOf = (name: string) => FORM_STATES[name] ?? formOf({});

describe.skipIf(!hasBrowser)("the form", () => {
  test.each(["dark", "light", "high-contrast", "high-contrast-light"] as const)("%s: every state can be read by all", async (theme) => {
    const window = await opened(theme);
    const found: string[] = [];
    for (const name of theme === "dark" ? names : COLOURED) {
      await window.show(stateOf(name));
      await openAll(window);
      for (const violation of await violations(window)) found.push(`${name}: ${violation}`);
    }
    await window.done({ text: "There is a row of that name already.", tone: "bad" });
    for (const violation of await violations(window)) found.push(`told: ${violation}`);
    expect(found).toEqual([]);
    expect(window.complaints).toEqual([]);
  });

  test("shows all of every state in a narrow place, nothing beside it", async () => {
    const window = await opened("dark", 300);
    const beside: Record<string, unknown> = {};
    for (const name of names) {
      await window.show(stateOf(name));
      await openAll(window);
      const pixels = await window.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
      if (pixels !== 0) beside[name] = pixels;
    }
    expect(beside).toEqual({});
  });

  test("a filter that is typed is looked at and not taken, until the person takes it", async () => {
    const window = await opened();
    const { page } = window;
    await window.show(formOf({}));
    const share = page.getByRole("combobox", { name: "Share" });
    await share.fill("all");
    await expect.poll(() => window.told()).toEqual([{ kind: "act", deed: { do: "try", share: "all" } }]);
    await page.keyboard.press("Enter");
    expect(await window.told()).toEqual([]);
    await window.show(formOf({ tried: { share: "all", fault: null } }));
    await page.keyboard.press("Enter");
    expect(await window.told()).toEqual([
      { kind: "act", deed: { do: "try", share: null } },
      { kind: "act", deed: { do: "set", path: ["share"], value: "all" } },
    ]);
    await window.show(formOf({ written: { ...STATE.written, share: "all" } }));
    await window.done(null);
    expect(await share.inputValue()).toBe("all");
    await share.fill("label:");
    await window.show(
      formOf({ written: { ...STATE.written, share: "all" }, tried: { share: "label:", fault: "a value is expected" }, preview: null }),
    );
    await window.told();
    await page.keyboard.press("Enter");
    expect(await window.told()).toEqual([]);
    await page.keyboard.press("Escape");
    expect(await window.told()).toEqual([{ kind: "act", deed: { do: "try", share: null } }]);
    expect(await share.inputValue()).toBe("all");
  });

  test("a word that has no mapping is given one by the keyboard alone", async () => {
    const window = await opened();
    const { page } = window;
    await window.show(formOf({}));
    await page.getByRole("button", { name: "Say what it is called at Nordwind: Reopened" }).focus();
    await page.keyboard.press("Enter");
    const become = page.getByRole("combobox", { name: "Becomes: a new row of What goes to Nordwind" }).locator("visible=true");
    await expect
      .poll(() => become.evaluate((input) => (input as unknown as { matches(what: string): boolean }).matches(":focus")))
      .toBe(true);
    await page.keyboard.type("New");
    await page.keyboard.press("Enter");
    const deed = { do: "add", path: ["values", "status", "send"], key: "Reopened", value: "New" };
    expect(await window.told()).toEqual([{ kind: "act", deed }]);
    // What is not taken stays there.
    await window.done({ text: "There is a row of that name already.", tone: "bad" });
    expect(await become.inputValue()).toBe("New");
    await page.keyboard.press("Enter");
    await window.done(null);
    expect(await become.inputValue()).toBe("");
  });

  test("a typed value is handed over by Enter or when it is left; Escape leaves what the text says", async () => {
    const window = await opened();
    const { page } = window;
    await window.show(formOf({}));
    await openAll(window);
    const word = page.getByRole("combobox", { name: "Becomes: Open", exact: true });
    await word.fill("Done");
    await page.keyboard.press("Escape");
    expect(await word.inputValue()).toBe("New");
    await word.fill("Done");
    await page.keyboard.press("Enter");
    const path = ["values", "status", "send", "Open"];
    expect(await window.told()).toEqual([{ kind: "act", deed: { do: "set", path, value: "Done" } }]);
    await window.done(null);
    // Whatever the text says counts.
    expect(await word.inputValue()).toBe("New");
    await page.getByRole("combobox", { name: "Here: Open", exact: true }).fill("Offen");
    await page.keyboard.press("Tab");
    expect(await window.told()).toEqual([{ kind: "act", deed: { do: "rename", path, to: "Offen" } }]);
  });

  test("one click removes one entry of a list, also when it is a double click", async () => {
    const window = await opened();
    const { page } = window;
    await window.show(formOf({}));
    await page.getByRole("button", { name: "Remove Bug" }).dblclick();
    expect(await window.told()).toEqual([{ kind: "act", deed: { do: "remove", path: ["contract", "types", 0] } }]);
  });

  test("what is wrong leads to its place, which is open and has the keys", async () => {
    const window = await opened();
    const { page } = window;
    await window.show(stateOf("faults"));
    await page.getByRole("button", { name: /^Go There: contract\.fields\.1\.kind/ }).click();
    const kind = page.locator('[data-at="contract/fields/1/kind"] select');
    await expect
      .poll(() => kind.evaluate((select) => (select as unknown as { matches(what: string): boolean }).matches(":focus")))
      .toBe(true);
    expect(await kind.getAttribute("aria-invalid")).toBe("true");
    await page.getByRole("button", { name: /^Show in Text: contracts/ }).click();
    expect((await window.told()).at(-1)).toEqual({ kind: "act", deed: { do: "text", line: 9 } });
  });

  test("a word without a translation is brought up as a new row, one that has a row as that row", async () => {
    const window = await opened();
    const { page } = window;
    await window.show(formOf({}));
    const focused = (): Promise<unknown> => page.evaluate("document.activeElement.getAttribute('aria-label')");
    await window.tell({ kind: "goto", id: "values/status/send", key: "Reopened" });
    await expect.poll(focused).toBe("Becomes: a new row of What goes to Nordwind");
    await page.keyboard.type("New");
    await page.keyboard.press("Enter");
    expect((await window.told()).at(-1)).toMatchObject({
      deed: { do: "add", path: ["values", "status", "send"], key: "Reopened", value: "New" },
    });
    await window.tell({ kind: "goto", id: "values/status/send/Secret", key: "" });
    await expect.poll(focused).toBe("Becomes: Secret");
  });

  test("what is typed for an entry says of which state of the text it was meant, also when the text has changed since", async () => {
    const window = await opened();
    const { page } = window;
    await window.show(formOf({}), 7);
    await openAll(window);
    const name = page.locator('[data-at="contract/fields/2/name"] input');
    await name.fill("sever");
    await window.show(formOf({ dirty: true }), 9);
    await page.keyboard.press("Enter");
    const [act] = await window.acts();
    expect(act).toMatchObject({ deed: { do: "set", path: ["contract", "fields", 2, "name"], value: "sever" }, state: 7 });
    await window.done({ text: "What this was about has changed meanwhile. Look again.", tone: "bad" });
    expect(await name.inputValue()).toBe("sever");
    // Saved at once, it is still meant for what it was typed for; typed on, it is for what is shown.
    await name.press("ControlOrMeta+s");
    expect((await window.acts()).map(({ deed, state }) => [deed, state])).toEqual([
      [{ do: "set", path: ["contract", "fields", 2, "name"], value: "sever" }, 7],
      [{ do: "save" }, 9],
    ]);
    await name.press("End");
    await page.keyboard.type("e");
    await page.keyboard.press("Enter");
    expect(await window.acts()).toMatchObject([{ deed: { do: "set", value: "severe" }, state: 9 }]);
  });

  test("keys on a closed list go past words that are not written: the last counts by Enter, by leaving and by saving", async () => {
    const window = await opened();
    const { page } = window;
    await window.show(formOf({}));
    const comments = page.getByRole("combobox", { name: "Comments", exact: true });
    await comments.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    // Another page is drawn meanwhile.
    await window.show(formOf({ dirty: true }));
    expect([await comments.inputValue(), await window.told()]).toEqual(["2", []]);
    await page.keyboard.press("Escape");
    expect(await comments.inputValue()).toBe("0");
    await page.keyboard.press("Tab");
    expect(await window.told()).toEqual([]);
    const set = (value: string): object => ({ kind: "act", deed: { do: "set", path: ["contract", "comments"], value } });
    await comments.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await window.told()).toEqual([set("none")]);
    // It is not taken, such as where the person keeps a comment: what the file says shows again.
    await window.done({ text: "The editor did not take the change.", tone: "bad" });
    expect(await comments.inputValue()).toBe("0");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    expect(await window.told()).toEqual([set("all")]);
    await window.done(null);
    await comments.focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ControlOrMeta+s");
    expect(await window.told()).toEqual([set("none"), { kind: "act", deed: { do: "save" } }]);
  });

  test("an answer is of one edit: what another holds stays typed, also when the page was hidden", async () => {
    const window = await opened();
    const { page } = window;
    await window.show(formOf({}));
    await openAll(window);
    const open = page.getByRole("combobox", { name: "Becomes: Open", exact: true });
    const closed = page.getByRole("combobox", { name: "Becomes: Closed", exact: true });
    await open.fill("First");
    await page.keyboard.press("Enter");
    await closed.fill("Second");
    await page.keyboard.press("Enter");
    const [first, second] = await window.acts();
    await window.done(null, first?.number);
    await window.done({ text: "There is a row of that name already.", tone: "bad" }, second?.number);
    expect([await open.inputValue(), await closed.inputValue()]).toEqual(["New", "Second"]);
    await page.reload();
    await window.show(formOf({}));
    expect(await closed.inputValue()).toBe("Second");
  });

  test("a click on Remove that leaves a control counts, too", async () => {
    const window = await opened();
    const { page } = window;
    await window.show(formOf({}));
    await openAll(window);
    await page.getByRole("combobox", { name: "Becomes: Open", exact: true }).fill("Done");
    await page.getByRole("group", { name: "Types of issues" }).getByRole("button", { name: "Remove Bug" }).click();
    expect(await window.told()).toEqual([
      { kind: "act", deed: { do: "set", path: ["values", "status", "send", "Open"], value: "Done" } },
      { kind: "act", deed: { do: "remove", path: ["contract", "types", 0] } },
    ]);
  });

  test("a filter is not taken before it is counted, and stays where it was refused", async () => {
    const window = await opened();
    const { page } = window;
    await window.show(formOf({}));
    const share = page.getByRole("combobox", { name: "Share" });
    await share.fill("all");
    await window.show(formOf({ tried: { share: "all", fault: null }, counting: true }));
    await expect.poll(() => window.told()).toEqual([{ kind: "act", deed: { do: "try", share: "all" } }]);
    await page.keyboard.press("Enter");
    expect(await window.told()).toEqual([]);
    await window.show(formOf({ tried: { share: "all", fault: null } }));
    await page.keyboard.press("Enter");
    expect((await window.told()).at(-1)).toEqual({ kind: "act", deed: { do: "set", path: ["share"], value: "all" } });
    await window.done({ text: "The editor did not take the change.", tone: "bad" });
    expect(await share.inputValue()).toBe("all");
    expect(await window.told()).toEqual([{ kind: "act", deed: { do: "try", share: "all" } }]);
  });
});
