import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string };

/** Another operating-system process that does what it is asked, one thing after the other. */
export interface Child<Calls> {
  call<Name extends keyof Calls & string>(name: Name, ...args: CallArguments<Calls[Name]>): Promise<CallResult<Calls[Name]>>;
  end(): Promise<void>;
}

type CallArguments<Call> = Call extends (...args: infer Arguments) => unknown ? Arguments : never;
type CallResult<Call> = Call extends (...args: never[]) => infer Value ? Awaited<Value> : never;

/** Starts a program of this folder that calls `serve`. Whatever it fails with is thrown here, too. */
export function startChild<Calls>(program: string, execArgv: readonly string[] = []): Child<Calls> {
  const process = fork(fileURLToPath(new URL(program, import.meta.url)), [], { execArgv: [...execArgv], serialization: "advanced" });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let number = 0;
  process.on("message", (answer: Answer) => {
    const waits = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ("error" in answer) waits?.reject(new Error(answer.error));
    else waits?.resolve(answer.value);
  });
  process.on("exit", (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${program} ended (${code ?? signal})`));
    waiting.clear();
  });
  return {
    call: (name, ...args) =>
      new Promise((resolve, reject) => {
        const id = ++number;
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        process.send({ id, name, args });
      }),
    end: () => ended(process),
  };
}

async function ended(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => process.once("exit", () => resolve()));
  process.disconnect();
  await exit;
}

/** The child's side of `startChild`. Ends when the parent has gone. */
export function serve(calls: Record<string, (...args: never[]) => unknown>): void {
  const answer = async (before: Promise<void>, { id, name, args }: { id: number; name: string; args: never[] }): Promise<void> => {
    await before;
    try {
      process.send?.({ id, value: await calls[name]?.(...args) });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  };
  let last = Promise.resolve();
  process.on("message", (question: { id: number; name: string; args: never[] }) => {
    last = answer(last, question);
  });
  process.on("disconnect", () => process.exit(0));
}
