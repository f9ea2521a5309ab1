/** What the program reads and writes, and where it runs. Given from outside, so that tests need no process. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** All of standard input. */
  readonly read: () => Promise<string>;
  /** Whether a person types it, sees what they are asked, and is waited for. */
  readonly isTyped?: boolean;
  /** Asks a person at a terminal, and gives the line that they type; empty where they stop the program. */
  readonly ask?: (question: string) => Promise<string>;
  /** Whether a person looks at standard output in colours. */
  readonly colours: boolean;
  /** How many letters a line of standard output has; not known where that is no terminal. */
  readonly columns?: number | undefined;
  readonly home: string;
  readonly cwd: string;
  /** Aborted when the person stops the program. */
  readonly stopped: AbortSignal;
}
