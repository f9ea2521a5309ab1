import { createInterface } from "node:readline/promises";

interface Terminal {
  readonly isTTY?: boolean;
}

/** Whether a person types `input` and sees the question: it is of no use in a file. */
export function isSomebodyThere(input: Terminal, output: Terminal): boolean {
  return input.isTTY === true && output.isTTY === true;
}

/** The line that a person answers with; empty where they stop the program or end what they type. */
export async function askPerson(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<string> {
  const lines = createInterface({ input, output });
  // Not every end of the input settles a question.
  const ended = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  try {
    return await Promise.race([lines.question(question, { signal }), ended]);
  } catch {
    return "";
  } finally {
    lines.close();
  }
}
