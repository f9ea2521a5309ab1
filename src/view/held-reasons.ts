import { plainText } from "./plain-text.ts";
import { type Surface, way, wayFirst } from "./ways.ts";

/** Why an issue is `held`, and what ends it. `key`: as the person would type it. */
export function heldSentence(because: string, key: string, surface: Surface = "command line"): string {
  const answer =
    surface === "editor"
      ? `${wayFirst(surface, "answer")} asks whether that is meant, or what was agreed is to be brought back.`
      : `Run \`issue-ferry answer ${key} --take file\` if that is meant, or \`--take partner\` to bring back what was agreed.`;
  switch (because) {
    case "missing":
      return `Its file is missing. ${answer}`;
    case "many missing":
      return `Its file is missing, with several others. ${answer}`;
    case "older text":
      return `Its file holds an older text again. ${answer}`;
    case "many deletions":
      return `The partner deletes it, and has deleted many issues since you were asked last. ${answer}`;
    case "unreadable":
      return `Its file cannot be read as an issue now; ${way(surface, "status")} says where. Put it right.`;
    case "unsaved":
      return "An editor holds changes to it that are not saved. Save them.";
    case "branch":
      return "Git has another branch, an older commit or an unfinished merge in the folder of the issues. Go back to their branch, or end the merge.";
    case "busy":
      return "Its file is held by another program. It is tried again.";
    case "limit":
      return "The tracker takes no more for the moment. It is tried again.";
    case "settings":
      return `The settings of the connection cannot be used here, or another machine is the gateway: what you changed is not compared with what the partner has. ${wayFirst(surface, "connections")} says why.`;
    case "stopped":
      return `The connection is stopped. ${wayFirst(surface, "start")} sets it going.`;
    case "waiting for secondary":
      return "The partner has not accepted the new contract yet.";
    case "update required":
      return `The partner proposes a new contract. Review it with ${way(surface, "review")}, then accept or decline.`;
    case "handshake":
      return "The connection is not ready yet.";
    default:
      return `The connection is ${because}.`;
  }
}

/** Short enough for a row. */
export function heldWords(because: string): string {
  switch (because) {
    case "missing":
    case "many missing":
      return "its file is missing";
    case "older text":
      return "its file holds an older text";
    case "many deletions":
      return "the partner deletes it, with many others";
    case "unreadable":
      return "its file cannot be read";
    case "unsaved":
      return "waits until its file is saved";
    case "branch":
      return "waits for its branch";
    case "busy":
      return "another program holds its file";
    case "settings":
      return "the connection's settings cannot be used";
    case "limit":
      return "is tried again soon";
    default:
      return plainText(because);
  }
}
