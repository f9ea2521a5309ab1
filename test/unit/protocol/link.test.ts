import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Facts } from "../../../src/model/connection.ts";
import type { Role } from "../../../src/model/contract.ts";
import { LINK_MACHINES, type LinkEvent } from "../../../src/protocol/machines/link-table.ts";
import { linkEventOf, stepLink } from "../../../src/protocol/machines/link.ts";
import { statusOf } from "../../../src/protocol/machines/status.ts";
import { type Visit, visitable } from "../../../src/protocol/machines/table.ts";
import { ISSUE_ID, LIFE, SAMPLES } from "./sample-messages.ts";

interface After {
  readonly facts: Facts | null;
  readonly did: readonly string[];
}

/** Runs events one after the other; what was not taken stands among the actions by its code or reason. */
function run(role: Role, ...events: LinkEvent[]): After {
  return events.reduce<After>(
    ({ facts, did }, event) => {
      const step = stepLink(role, facts, event);
      if (step.kind === "step") return { facts: step.facts, did: [...did, ...step.does] };
      return { facts, did: [...did, step.kind === "refused" ? step.code : step.why] };
    },
    { facts: null, did: [] },
  );
}

const shown = ({ facts }: After): string => (facts ? statusOf(facts) : "absent");

const SETUP_PRIMARY: LinkEvent[] = ["user creates", "handshake received", "ping answered"];
const SETUP_SECONDARY: LinkEvent[] = ["user joins", "ping received"];

describe("setting up, as in the table of docs/PROTOCOL.md 3", () => {
  test("the primary", () => {
    const steps = SETUP_PRIMARY.map((_, i) => run("primary", ...SETUP_PRIMARY.slice(0, i + 1)));
    expect(steps.map(shown)).toEqual(["handshake", "handshake", "stopped"]);
    expect(steps.at(-1)?.did).toEqual(["make invitation", "bind partner", "send ping", "measure ping"]);
  });

  test("the secondary", () => {
    const steps = SETUP_SECONDARY.map((_, i) => run("secondary", ...SETUP_SECONDARY.slice(0, i + 1)));
    expect(steps.map(shown)).toEqual(["handshake", "stopped"]);
    expect(steps.at(-1)?.did).toEqual(["send handshake", "drop refusal", "answer ping"]);
  });

  test("nothing of it comes about by another role's act", () => {
    expect(run("primary", "user joins").did).toEqual(["WRONG_ROLE"]);
    expect(run("secondary", "user creates").did).toEqual(["WRONG_ROLE"]);
    expect(run("secondary", "user joins", "handshake received").did.at(-1)).toBe("WRONG_ROLE");
  });

  test("lost and repeated messages change nothing", () => {
    expect(run("primary", ...SETUP_PRIMARY, "handshake repeated", "old ping answered", "restart")).toEqual({
      facts: { link: "connected", run: "stopped", contract: "none" },
      did: [...run("primary", ...SETUP_PRIMARY).did, "known", "answers another ping", "all that matters is stored"],
    });
  });
});

describe("a second join", () => {
  test("is refused at every step, and disturbs none", () => {
    for (let steps = 1; steps <= SETUP_PRIMARY.length; steps++) {
      const before = run("primary", ...SETUP_PRIMARY.slice(0, steps));
      const after = run("primary", ...SETUP_PRIMARY.slice(0, steps), "handshake unacceptable");
      expect(after.facts).toEqual(before.facts);
      expect(after.did.at(-1)).toBe("refuse handshake");
    }
  });

  test("by a cancelled invitation is refused, not left waiting", () => {
    expect(run("primary", "user creates", "user removes", "handshake received").did.at(-1)).toBe("refuse handshake");
  });

  test("a refusal is shown, and outweighed by a ping", () => {
    expect(run("secondary", "user joins", "handshake refused").did.at(-1)).toBe("show refusal");
    expect(shown(run("secondary", "user joins", "handshake refused", "ping received"))).toBe("stopped");
  });
});

describe("stop, start, publish", () => {
  test.each<Role>(["primary", "secondary"])("need a connected link: %s", (role) => {
    const begin: LinkEvent = role === "primary" ? "user creates" : "user joins";
    expect(run(role, begin, "user starts", "user stops", "user configures", "user pings").did.slice(1)).toEqual(
      Array(4).fill("NOT_CONNECTED"),
    );
    const setup = role === "primary" ? SETUP_PRIMARY : SETUP_SECONDARY;
    expect(shown(run(role, ...setup, "user starts"))).toBe("running");
    expect(shown(run(role, ...setup, "user starts", "user stops"))).toBe("stopped");
    expect(run(role, ...setup, "user configures").did.at(-1)).toBe("take");
  });

  test("messages that come before the ping wait for it", () => {
    expect(run("secondary", "user joins", "exchange received").did.at(-1)).toBe("hold");
    expect(run("primary", "user creates", "handshake received", "exchange received").did.at(-1)).toBe("hold");
  });
});

describe("restores", () => {
  test("each new generation makes the primary ping, in setup as later", () => {
    expect(run("primary", "user creates", "handshake received", "generation began").did.at(-1)).toBe("send ping");
    expect(run("primary", ...SETUP_PRIMARY, "generation began").did.at(-1)).toBe("send ping");
    expect(run("secondary", ...SETUP_SECONDARY, "generation began").did.at(-1)).toBe("the primary tests the link");
  });

  test("a suspended copy is silent until its user decides, and then proves the link again", () => {
    const suspended = [...SETUP_SECONDARY, "user starts", "copy suspected"] as const;
    expect(shown(run("secondary", ...suspended))).toBe("suspended");
    expect(run("secondary", ...suspended, "ping received", "exchange received", "user configures").did.slice(-3)).toEqual([
      "left in place",
      "left in place",
      "SUSPENDED",
    ]);
    expect(run("secondary", ...suspended, "user resumes").did.at(-1)).toBe("recover");
    expect(shown(run("secondary", ...suspended, "user resumes", "ping received"))).toBe("running");
  });

  test("a retired or removed copy says no farewell in the name of the real one", () => {
    for (const last of ["user retires", "user removes"] as const) {
      const { facts, did } = run("primary", ...SETUP_PRIMARY, "copy suspected", last);
      expect(facts?.link).toBe("closed");
      expect(did).not.toContain("send closed");
    }
  });
});

describe("the end", () => {
  test("remove says farewell, revoke distrusts first", () => {
    expect(run("primary", ...SETUP_PRIMARY, "user removes").did.at(-1)).toBe("send closed");
    expect(run("secondary", ...SETUP_SECONDARY, "user revokes").did.slice(-2)).toEqual(["distrust partner", "send closed"]);
  });

  test("nothing brings a revoked or closed link back, whatever happens", () => {
    const events = Object.keys(LINK_MACHINES.primary.table.absent) as LinkEvent[];
    const roles = fc.constantFrom<Role>("primary", "secondary");
    fc.assert(
      fc.property(roles, fc.constantFrom("revoked", "closed"), fc.array(fc.constantFrom(...events)), (role, link, happened) => {
        let facts: Facts = { link, run: "running", contract: "agreed" };
        for (const event of happened) {
          const step = stepLink(role, facts, event);
          if (step.kind === "step") ({ facts } = step);
          expect(["revoked", "closed"]).toContain(facts.link);
        }
      }),
    );
  });
});

test("every cell can be looked up, and the observer sees each", () => {
  for (const role of ["primary", "secondary"] as const) {
    const machine = LINK_MACHINES[role];
    const seen: Visit[] = [];
    for (const { state, event } of visitable(machine)) {
      const facts: Facts | null = state === "absent" ? null : { link: state as Facts["link"], run: "stopped", contract: "none" };
      stepLink(role, facts, event as LinkEvent, (visit) => seen.push(visit));
    }
    expect(seen).toEqual(visitable(machine));
    expect(seen).toHaveLength(6 * 26);
  }
});

test("messages become events of the link", () => {
  const { inReplyTo, ...question } = SAMPLES.ping;
  expect(inReplyTo).toBe(ISSUE_ID);
  expect(linkEventOf(question, null)).toBe("ping received");
  expect(linkEventOf(SAMPLES.ping, ISSUE_ID)).toBe("ping answered");
  expect(linkEventOf(SAMPLES.ping, LIFE)).toBe("old ping answered");
  expect(linkEventOf(SAMPLES.handshake, null)).toBeNull();
  const others = [
    SAMPLES.configuration,
    SAMPLES["configuration updated"],
    SAMPLES["configuration declined"],
    SAMPLES.issue,
    SAMPLES.confirmation,
  ];
  expect(others.map((message) => linkEventOf(message, null))).toEqual(Array(5).fill("exchange received"));
  expect(linkEventOf(SAMPLES.refused, null)).toBe("refused received");
  expect(linkEventOf(SAMPLES.closed, null)).toBe("closed received");
});

test("one word for three facts", () => {
  const facts: Facts = { link: "connected", run: "running", contract: "agreed" };
  expect(statusOf(facts)).toBe("running");
  expect(statusOf({ ...facts, run: "stopped", contract: "none" })).toBe("stopped");
  for (const contract of ["waiting for secondary", "update required", "declined"] as const)
    expect(statusOf({ ...facts, contract })).toBe(contract);
  for (const link of ["handshake", "suspended", "revoked", "closed"] as const)
    expect(statusOf({ ...facts, link, contract: "declined" })).toBe(link);
});
