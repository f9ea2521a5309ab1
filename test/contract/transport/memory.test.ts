import { memoryExchange } from "../../support/memory-transport.ts";
import { CONTRACT_FILES_PER_PASS, transportContract } from "./transport-contract.ts";

transportContract("memory", async () => {
  const exchange = memoryExchange({ filesPerPass: CONTRACT_FILES_PER_PASS, largest: 100_000 });
  const machines = new Set<string>();
  return {
    open: (self) => {
      machines.add(self);
      return exchange.transport(self);
    },
    put: async (writer, connection, name, bytes) => exchange.folder.put(`${writer}/${connection}/${name}`, bytes),
    remove: async (writer, connection, name) => exchange.folder.lose(`${writer}/${connection}/${name}`),
    setReachable: async (reachable) => {
      for (const machine of machines) exchange.folder.unreachable(machine, !reachable);
    },
    close: async () => undefined,
  };
});
