/** What a partner did to an issue, as long as the person here has not looked at it. */
export interface News {
  /** `stopped`: the partner no longer shares it. */
  readonly kind: "new" | "changed" | "stopped";
  /** The partner's project. */
  readonly partner: string;
  /** Of `changed`: names of parts, each once, a few at most; new comments are one part, `comment`, new files `file`, new links `link`. Empty: what it was is not known. */
  readonly parts: readonly string[];
}
