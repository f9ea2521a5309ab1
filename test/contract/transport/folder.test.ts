import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { folderTransport } from "../../../src/transports/folder/folder-transport.ts";
import { CONTRACT_FILES_PER_PASS, transportContract } from "./transport-contract.ts";

transportContract("a folder", async () => {
  const parent = await mkdtemp(join(tmpdir(), "ferry-transport-"));
  const exchange = join(parent, "exchange");
  await mkdir(exchange);
  return {
    open: () => folderTransport(exchange, { filesPerPass: CONTRACT_FILES_PER_PASS }),
    put: async (writer, connection, name, bytes) => {
      const path = join(exchange, writer, connection, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
    },
    remove: (writer, connection, name) => rm(join(exchange, writer, connection, name), { force: true }),
    setReachable: (reachable) => (reachable ? rename(`${exchange}-away`, exchange) : rename(exchange, `${exchange}-away`)),
    close: () => rm(parent, { recursive: true }),
  };
});
