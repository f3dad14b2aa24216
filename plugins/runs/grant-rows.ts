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
  /** Only for calls of this step; null: of any. */
  readonly step: string | null;
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
  const rows: Mutable[] = [];
  /** As the account has them: `GRANT#INDEX` of an intent counts those that are left. */
  const live = new Map<string, Mutable[]>();
  for (const { type, data, hlc } of ledger.readTree(root, TYPES)) {
    if (!data) continue;
    if (type === "grant.given") {
      const given = data as Payload<"grant.given">;
      if (given.run !== run) continue;
      live.set(given.grant, rowsOf(given, timeOf(hlc)));
      rows.push(...live.get(given.grant)!);
    } else if (type === "grant.revoked") {
      for (const row of live.get(String(data["grant"])) ?? []) row.standing = "revoked";
      live.delete(String(data["grant"]));
    } else if (type === "run.diverged") {
      const { tools } = data as Payload<"run.diverged">;
      for (const [grant, left] of live)
        live.set(
          grant,
          left.filter((row) => isKept(row, tools)),
        );
    } else if (data["key"] === "") {
      // A call that goes out again under its effect id was counted.
      const [grant = "", index] = String(data["grant"]).split("#");
      const row = live.get(grant)?.[Number(index)];
      if (row) row.used += 1;
    }
  }
  const now = runs.services.clock.now();
  for (const row of rows) {
    const { left, used, expires } = row;
    if (left !== null) row.left = Math.max(0, left - used);
    if (row.standing !== "in force") continue;
    const isLate = expires !== null && now >= Date.parse(expires);
    row.standing =
      outcome !== null ? "run over" : isLate ? "expired" : row.left === 0 ? "used up" : "in force";
  }
  return rows;
}

function isKept(row: Mutable, tools: Payload<"run.diverged">["tools"]): boolean {
  const isChanged = Object.keys(tools).some((one) => matchesPattern(row.tool, one));
  if (isChanged) row.standing = "tool changed";
  return !isChanged;
}

function rowsOf(data: Payload<"grant.given">, given: string): Mutable[] {
  const { grant, run, by, ground, allows, expires } = data;
  return allows.map(({ tool, args, count, undoable, step }) => {
    const pattern = patternWords(args);
    const use = { used: 0, left: count, undoable, standing: "in force" as const };
    return { grant, run, tool, pattern, args, step, ...use, expires, given, ground, by };
  });
}
