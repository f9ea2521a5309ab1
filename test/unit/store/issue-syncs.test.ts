import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { Impossible } from "../../../src/model/failure.ts";
import type { IssueSync } from "../../../src/model/issue-sync.ts";
import { Database } from "../../../src/store/database.ts";
import { issueSyncQueries } from "../../../src/store/issue-syncs.ts";
import { MIGRATIONS } from "../../../src/store/migrations.ts";
import type { SqliteStore } from "../../../src/store/sqlite-store.ts";
import { sampleConnection, sampleDocument, sampleSync } from "../../contract/store/samples.ts";
import { openedStore, temporaryDirectory } from "./directory.ts";

/** A follower's database, with a worker that commits whenever a document is about to be read. */
class Overtaken extends Database {
  overtake: () => void = () => undefined;

  override get<Row>(sql: string, ...parameters: SQLInputValue[]): Row | undefined {
    if (sql.includes("FROM document")) this.overtake();
    return super.get(sql, ...parameters);
  }
}

function workerAndFollower() {
  const file = join(temporaryDirectory(), "s.sqlite");
  const worker = openedStore(file);
  worker.transaction(() => worker.putConnection(sampleConnection("c")));
  const database = new Overtaken(new DatabaseSync(file), MIGRATIONS.length);
  onTestFinished(() => database.close());
  return { file, worker, database, follower: issueSyncQueries(database, () => 0, { restamp: () => undefined }) };
}

/** A state with three documents of this step, or with one where it came to rest. */
function put(worker: SqliteStore, step: number, atRest = false): void {
  const [base, mine, shadow] = ["base", "mine", "shadow"].map((name) => sampleDocument(`${name} ${step}`));
  const given = atRest ? { base, mine: base, shadow: base } : { base, mine, shadow };
  const sync = sampleSync("c", "i", { ...(given as Pick<IssueSync, "base" | "mine" | "shadow">), partnerKey: `N-${step}` });
  worker.transaction(() => worker.putSync({ sync, status: "pending", due: true }));
}

const told = (sync: IssueSync | null | undefined): unknown =>
  sync && [sync.partnerKey, ...[sync.base, sync.mine, sync.shadow].map(({ fields }) => fields["title"])];

const READS: Readonly<Record<string, (follower: ReturnType<typeof issueSyncQueries>) => IssueSync | null | undefined>> = {
  sync: (follower) => follower.sync("c", "i"),
  syncsOf: (follower) => follower.syncsOf("i")[0]?.sync,
  dueSyncs: (follower) => follower.dueSyncs("c", 9)[0],
  syncsWithStatus: (follower) => follower.syncsWithStatus("c", "pending", 9)[0],
};

test.each(Object.entries(READS))("%s gives a state of one commit, whatever the worker commits meanwhile", (_, read) => {
  const { worker, database, follower } = workerAndFollower();
  put(worker, 1);
  let step = 1;
  database.overtake = () => put(worker, ++step);
  expect(told(read(follower))).toEqual(["N-1", "base 1", "mine 1", "shadow 1"]);
  expect(step).toBe(4);
  database.overtake = () => put(worker, 5, true);
  expect(told(read(follower))).toEqual(["N-4", "base 4", "mine 4", "shadow 4"]);
  expect(told(read(follower))).toEqual(["N-5", "base 5", "base 5", "base 5"]);
});

test("a document that is missing is a bug, not an empty one", () => {
  const { file, worker, follower } = workerAndFollower();
  put(worker, 1);
  const sqlite = new DatabaseSync(file);
  sqlite.exec("DELETE FROM document WHERE id = 2");
  sqlite.close();
  expect(() => follower.sync("c", "i")).toThrow(Impossible);
});
