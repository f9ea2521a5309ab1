import type { LinkFact } from "../../model/connection.ts";
import { type Cell, type Machine, go, ignore, refuse } from "./table.ts";

/** `absent`: there is no connection (yet). */
export type LinkState = "absent" | LinkFact;

export type LinkEvent =
  /** A primary's user creates the connection; a secondary's opens a handshake file. */
  | "user creates"
  | "user joins"
  /** Publishes, accepts or declines a contract. */
  | "user configures"
  | "user starts"
  | "user stops"
  | "user pings"
  /** Answers to "which copy is the real one": this one, the other one. */
  | "user resumes"
  | "user retires"
  | "user removes"
  | "user revokes"
  | "user changes identity"
  /** A valid Handshake: of the first identity key, of that key again, or one that must be refused (used, expired, version). */
  | "handshake received"
  | "handshake repeated"
  | "handshake unacceptable"
  /** A HandshakeRefused file for us. */
  | "handshake refused"
  | "ping received"
  /** A Ping that answers the one we wait for, or another one. */
  | "ping answered"
  | "old ping answered"
  /** A message about configuration or issues. */
  | "exchange received"
  | "refused received"
  | "closed received"
  /** A file of the partner, signed with both keys, says that another one follows. */
  | "identity received"
  /** Either stream begins a new generation. */
  | "generation began"
  /** First and further evidence that one side was restored or copied. */
  | "restore noticed"
  | "copy suspected"
  /** The program starts again. */
  | "restart";

export type LinkAction =
  | "make invitation"
  | "cancel invitation"
  | "send handshake"
  | "bind partner"
  | "refuse handshake"
  | "show refusal"
  | "drop refusal"
  | "send ping"
  | "answer ping"
  | "measure ping"
  /** Hand the message to the machine it is for; or keep it until the link is connected. */
  | "take"
  | "hold"
  | "fail what was refused"
  | "run"
  | "halt"
  | "recover"
  | "ask which copy is real"
  | "destroy keys"
  | "send closed"
  | "distrust partner"
  | "announce identity"
  /** Show that, and ask for the safety number again. */
  | "show identity"
  | "forget connection";

export type LinkRefusal =
  | "NO_CONNECTION"
  | "CONNECTION_EXISTS"
  | "WRONG_ROLE"
  | "NOT_CONNECTED"
  | "SUSPENDED"
  | "NOT_SUSPENDED"
  | "CONNECTION_OVER";

type LinkCell = Cell<LinkState, LinkAction, LinkRefusal>;
type Row = Readonly<Record<LinkEvent, LinkCell>>;
type LinkMachine = Machine<LinkState, LinkEvent, LinkState, LinkAction, LinkRefusal>;

const NO_CONNECTION = refuse("NO_CONNECTION");
const EXISTS = refuse("CONNECTION_EXISTS");
const NOT_CONNECTED = refuse("NOT_CONNECTED");
const NOT_SUSPENDED = refuse("NOT_SUSPENDED");
const SUSPENDED = refuse("SUSPENDED");
const OVER = refuse("CONNECTION_OVER");
const WRONG_ROLE = refuse("WRONG_ROLE");
const DURABLE = ignore("all that matters is stored");

const absent: Row = {
  "user creates": NO_CONNECTION,
  "user joins": NO_CONNECTION,
  "user configures": NO_CONNECTION,
  "user starts": NO_CONNECTION,
  "user stops": NO_CONNECTION,
  "user pings": NO_CONNECTION,
  "user resumes": NO_CONNECTION,
  "user retires": NO_CONNECTION,
  "user removes": NO_CONNECTION,
  "user revokes": NO_CONNECTION,
  "user changes identity": NO_CONNECTION,
  "handshake received": ignore("no invitation"),
  "handshake repeated": ignore("no invitation"),
  "handshake unacceptable": ignore("no invitation"),
  "handshake refused": ignore("no connection"),
  "ping received": ignore("no connection"),
  "ping answered": ignore("no connection"),
  "old ping answered": ignore("no connection"),
  "exchange received": ignore("no connection"),
  "refused received": ignore("no connection"),
  "closed received": ignore("no connection"),
  "identity received": ignore("no connection"),
  "generation began": ignore("no connection"),
  "restore noticed": ignore("no connection"),
  "copy suspected": ignore("no connection"),
  restart: DURABLE,
};

/** What both roles do in the three states in which a partner may be there. */
const present = {
  "user creates": EXISTS,
  "user joins": EXISTS,
  "handshake repeated": ignore("known"),
  "old ping answered": ignore("answers another ping"),
  restart: DURABLE,
} as const;

const handshake = {
  ...present,
  "user configures": NOT_CONNECTED,
  "user starts": NOT_CONNECTED,
  "user stops": NOT_CONNECTED,
  "user pings": NOT_CONNECTED,
  "user resumes": NOT_SUSPENDED,
  "user retires": NOT_SUSPENDED,
  "user changes identity": NOT_CONNECTED,
  // The partner was connected before one of us was restored: its message waits for the ping that will come, too.
  "exchange received": go("handshake", "hold"),
  "refused received": go("handshake", "fail what was refused"),
  "closed received": go("closed"),
  "identity received": go("handshake", "show identity"),
  "restore noticed": go("handshake", "recover"),
  "copy suspected": go("suspended", "ask which copy is real"),
} as const;

const connected = {
  ...present,
  "user configures": go("connected", "take"),
  "user starts": go("connected", "run"),
  "user stops": go("connected", "halt"),
  "user pings": go("connected", "send ping"),
  "user resumes": NOT_SUSPENDED,
  "user retires": NOT_SUSPENDED,
  "user removes": go("closed", "send closed"),
  "user revokes": go("revoked", "distrust partner", "send closed"),
  "user changes identity": go("connected", "announce identity", "send ping"),
  "ping received": go("connected", "answer ping"),
  "ping answered": go("connected", "measure ping"),
  "exchange received": go("connected", "take"),
  "refused received": go("connected", "fail what was refused"),
  "closed received": go("closed"),
  "identity received": go("connected", "show identity"),
  "restore noticed": go("connected", "recover"),
  "copy suspected": go("suspended", "ask which copy is real"),
} as const;

/** Another machine may go on with this identity: nothing is read or sent, not even a farewell, until the user said which one is real. */
const suspended: Row = {
  ...present,
  "user configures": SUSPENDED,
  "user starts": SUSPENDED,
  "user stops": go("suspended", "halt"),
  "user pings": SUSPENDED,
  "user resumes": go("handshake", "recover"),
  "user retires": go("closed", "destroy keys"),
  "user removes": go("closed"),
  "user revokes": go("revoked", "distrust partner"),
  "user changes identity": SUSPENDED,
  "handshake received": ignore("left in place"),
  "handshake unacceptable": ignore("left in place"),
  "handshake refused": ignore("left in place"),
  "ping received": ignore("left in place"),
  "ping answered": ignore("left in place"),
  "exchange received": ignore("left in place"),
  "refused received": ignore("left in place"),
  "closed received": ignore("left in place"),
  "identity received": ignore("left in place"),
  "generation began": ignore("left in place"),
  "restore noticed": ignore("asked already"),
  "copy suspected": ignore("asked already"),
};

/** Nothing more is exchanged, whatever still arrives. */
const over = {
  ...present,
  "user configures": OVER,
  "user starts": OVER,
  "user stops": OVER,
  "user pings": OVER,
  "user resumes": OVER,
  "user retires": OVER,
  "user removes": go("closed", "forget connection"),
  "user changes identity": OVER,
  "handshake refused": ignore("over"),
  "ping received": ignore("over"),
  "ping answered": ignore("over"),
  "exchange received": ignore("over"),
  "refused received": ignore("over"),
  "closed received": ignore("over"),
  "identity received": ignore("over"),
  "generation began": ignore("over"),
  "restore noticed": ignore("over"),
  "copy suspected": ignore("over"),
} as const;

/** What we ended still has to be acknowledged: with whatever key the partner signs by then. */
const goodEnd = { "identity received": go("closed", "show identity") } as const;

const noMoreHandshakes = { "handshake received": ignore("over"), "handshake unacceptable": ignore("over") } as const;

const primary: LinkMachine = {
  name: "link of the primary",
  table: {
    absent: { ...absent, "user creates": go("handshake", "make invitation"), "user joins": WRONG_ROLE },
    handshake: {
      ...handshake,
      "user removes": go("closed", "cancel invitation", "send closed"),
      "user revokes": go("revoked", "cancel invitation", "distrust partner", "send closed"),
      "handshake received": go("handshake", "bind partner", "send ping"),
      "handshake unacceptable": go("handshake", "refuse handshake"),
      "handshake refused": WRONG_ROLE,
      "ping received": go("handshake", "answer ping"),
      "ping answered": go("connected", "measure ping"),
      "generation began": go("handshake", "send ping"),
    },
    connected: {
      ...connected,
      "handshake received": go("connected", "refuse handshake"),
      "handshake unacceptable": go("connected", "refuse handshake"),
      "handshake refused": WRONG_ROLE,
      "generation began": go("connected", "send ping"),
    },
    suspended,
    revoked: { ...over, ...noMoreHandshakes, "user revokes": ignore("revoked already") },
    // Whoever still joins by a cancelled invitation is told, or would wait for ever.
    closed: {
      ...over,
      ...goodEnd,
      "user revokes": go("revoked", "distrust partner"),
      "handshake received": go("closed", "refuse handshake"),
      "handshake unacceptable": go("closed", "refuse handshake"),
    },
  },
};

const noHandshakeForUs = {
  "handshake received": WRONG_ROLE,
  "handshake repeated": WRONG_ROLE,
  "handshake unacceptable": WRONG_ROLE,
} as const;

const secondary: LinkMachine = {
  name: "link of the secondary",
  table: {
    absent: { ...absent, "user creates": WRONG_ROLE, "user joins": go("handshake", "send handshake") },
    handshake: {
      ...handshake,
      ...noHandshakeForUs,
      "user removes": go("closed", "send closed"),
      "user revokes": go("revoked", "distrust partner", "send closed"),
      "handshake refused": go("handshake", "show refusal"),
      // What is sealed for us outweighs a refusal.
      "ping received": go("connected", "drop refusal", "answer ping"),
      "ping answered": ignore("the primary tests the link"),
      "generation began": ignore("the primary tests the link"),
    },
    connected: {
      ...connected,
      ...noHandshakeForUs,
      "handshake refused": ignore("outweighed"),
      "generation began": ignore("the primary tests the link"),
    },
    suspended,
    revoked: { ...over, ...noMoreHandshakes, "user revokes": ignore("revoked already") },
    closed: { ...over, ...goodEnd, ...noMoreHandshakes, "user revokes": go("revoked", "distrust partner") },
  },
};

/** docs/PROTOCOL.md 3 as a table for each role. */
export const LINK_MACHINES: Readonly<Record<"primary" | "secondary", LinkMachine>> = { primary, secondary };
