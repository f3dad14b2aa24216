import { timeOf } from "../../kernel/event.ts";
import { matchesPattern } from "../../kernel/grant.ts";
import type { KernelParts } from "../../kernel/host.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import { patternWords } from "./pattern-words.ts";

export type GrantStanding =
  | "in force"
  | "used up"
  | "expired"
  | "revoked"
  | "tool changed"
  | "run over";

/** One tool of a grant: what may be called, how often, until when, and who said so. */
export interface GrantRow {
  readonly grant: string;
  readonly run: string;
  readonly tool: string;
  /** The arguments in words. */
  readonly pattern: string;
  readonly args: JsonValue;
  readonly used: number;
  /** Null: as often as it likes. */
  readonly left: number | null;
  /** Only while what it changes can be undone. */
  readonly undoable: boolean;
  readonly expires: string | null;
  readonly given: string;
  readonly ground: string;
  readonly by: string;
  readonly standing: GrantStanding;
}

const TYPES = ["grant.given", "grant.revoked", "run.diverged", "tool.intended"];

type Mutable = { -readonly [K in keyof GrantRow]: GrantRow[K] };

/** All that was ever allowed to a run, oldest first, with what has become of it. */
export function grantsOf(kernel: KernelParts, run: string): GrantRow[] {
  const { ledger, runs } = kernel;
  const { root, outcome } = runs.state(run);
  const rows = new Map<string, Mutable>();
  const mark = (standing: GrantStanding, isMeant: (row: GrantRow) => boolean) => {
    for (const row of rows.values())
      if (row.standing === "in force" && isMeant(row)) row.standing = standing;
  };
  for (const { type, data, hlc, subject } of ledger.readTree(root, TYPES)) {
    if (!data) continue;
    if (type === "grant.given") {
      const given = data as Payload<"grant.given">;
      if (given.run === run) addRows(rows, given, timeOf(hlc));
    } else if (type === "grant.revoked") {
      mark("revoked", (row) => row.grant === data["grant"]);
    } else if (type === "run.diverged") {
      const { tools } = data as Payload<"run.diverged">;
      const isChanged = ({ tool }: GrantRow) =>
        Object.keys(tools).some((one) => matchesPattern(tool, one));
      if (subject === `run/${run}`) mark("tool changed", isChanged);
    } else {
      // A call that goes out again under its effect id was counted.
      const row = data["key"] === "" ? rows.get(String(data["grant"])) : undefined;
      if (row) row.used += 1;
    }
  }
  const now = runs.services.clock.now();
  for (const row of rows.values())
    if (row.left !== null) row.left = Math.max(0, row.left - row.used);
  mark("expired", ({ expires }) => expires !== null && now >= Date.parse(expires));
  mark("used up", ({ left }) => left === 0);
  if (outcome !== null) mark("run over", () => true);
  return [...rows.values()];
}

function addRows(rows: Map<string, Mutable>, data: Payload<"grant.given">, time: string): void {
  const { grant, run, by, ground, allows, expires } = data;
  for (const [index, { tool, args, count, undoable }] of allows.entries()) {
    const pattern = patternWords(args);
    const use = { used: 0, left: count, undoable, standing: "in force" as const };
    const said = { expires, given: time, ground, by };
    rows.set(`${grant}#${index}`, { grant, run, tool, pattern, args, ...use, ...said });
  }
}
