import { type ActivityFilter, NO_FILTER, isFiltered } from "../view/activity-filter.ts";
import { ACTIVITY_KINDS, KIND_WORDS } from "../view/activity-kinds.ts";
import { FILTER_WORDS } from "../view/activity-rows.ts";
import { connectionTitle } from "../view/connection-status.ts";
import { boxText } from "../view/message-text.ts";
import type { Ferry } from "./ferry.ts";
import { askLine, pickOne } from "./messages.ts";

type Part = "connection" | "kind" | "issue" | "text" | "clear";

/** Asks for one part of the filter after the other is of no use to who wants one: the person says which. null: it stays as it is. */
export async function askedFilter(ferry: Ferry, now: ActivityFilter): Promise<ActivityFilter | null> {
  const words = FILTER_WORDS;
  const item = (icon: string, label: string, description: string | null, part: Part) => ({
    label: `$(${icon}) ${label}`,
    description: boxText(description ?? words.all),
    part,
  });
  const kind = now.kind === null ? null : now.kind === "everything" ? words.everything.label : KIND_WORDS[now.kind].name;
  const picked = await pickOne(
    [
      item("plug", words.connection, now.connection, "connection"),
      item("list-filter", words.kind, kind, "kind"),
      item("issues", words.issue, now.issue, "issue"),
      item("search", words.text, now.text === "" ? null : now.text, "text"),
      ...(isFiltered(now) ? [{ ...item("clear-all", words.clear, "", "clear"), description: "" }] : []),
    ],
    { title: words.title, placeHolder: words.ask },
  );
  switch (picked?.part) {
    case "clear":
      return NO_FILTER;
    case "connection":
      return withConnection(ferry, now);
    case "kind":
      return withKind(now);
    case "issue": {
      const known = keysOf(ferry);
      const key = await askLine({
        title: words.title,
        prompt: words.askIssue,
        value: now.issue ?? "",
        wrong: (text) => (text.trim() === "" || known.has(text.trim().toLowerCase()) ? null : words.noIssue(text.trim())),
      });
      return key === undefined ? null : { ...now, issue: known.get(key.trim().toLowerCase()) ?? null };
    }
    case "text": {
      const text = await askLine({ title: words.title, prompt: words.askText, value: now.text });
      return text === undefined ? null : { ...now, text: text.trim() };
    }
    case undefined:
      return null;
  }
}

function keysOf({ folders }: Ferry): ReadonlyMap<string, string> {
  return new Map(folders.live.flatMap(({ index }) => [...index.issues.values()].map(({ key }) => [key.toLowerCase(), key] as const)));
}

async function withConnection({ issues }: Ferry, now: ActivityFilter): Promise<ActivityFilter | null> {
  const { title, whichConnection, everyConnection } = FILTER_WORDS;
  const connections = new Map(
    issues.projects.flatMap(({ view }) => view.connections).map((connection) => [connection.name, connectionTitle(connection)]),
  );
  const items: { label: string; description: string; connection: string | null }[] = [
    { label: everyConnection, description: "", connection: null },
    ...[...connections].map(([name, partner]) => ({
      label: boxText(partner),
      description: name === partner ? "" : boxText(name),
      connection: name,
    })),
  ];
  const picked = await pickOne(items, { title, placeHolder: whichConnection });
  return picked ? { ...now, connection: picked.connection } : null;
}

async function withKind(now: ActivityFilter): Promise<ActivityFilter | null> {
  const { title, whichKind, everyKind, everything } = FILTER_WORDS;
  const items: { label: string; description: string; chosen: ActivityFilter["kind"] }[] = [
    { label: everyKind.label, description: everyKind.detail, chosen: null },
    ...ACTIVITY_KINDS.map((kind) => ({
      label: `$(${KIND_WORDS[kind].icon}) ${KIND_WORDS[kind].name}`,
      description: KIND_WORDS[kind].detail,
      chosen: kind,
    })),
    { label: everything.label, description: everything.detail, chosen: "everything" },
  ];
  const picked = await pickOne(items, { title, placeHolder: whichKind });
  return picked ? { ...now, kind: picked.chosen } : null;
}
