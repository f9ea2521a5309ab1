/** What the bench uses of PouchDB 9, which brings no types. */
declare module "pouchdb" {
  type Body = { _id: string; _rev?: string } & Record<string, unknown>;

  interface ReplicationResult {
    readonly ok: boolean;
    readonly docs_written: number;
    readonly doc_write_failures: number;
  }

  export default class PouchDB {
    constructor(path: string, options: { adapter: "leveldb" });
    bulkDocs(documents: readonly Body[]): Promise<readonly { ok?: boolean; error?: unknown; id?: string; rev?: string }[]>;
    allDocs(options: { include_docs: true; limit?: number }): Promise<{ rows: readonly { id: string; doc: Body }[] }>;
    replicate: { to(target: PouchDB, options: { batch_size: number }): Promise<ReplicationResult> };
    close(): Promise<void>;
  }
}
