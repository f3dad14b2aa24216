import { usage } from "../../kernel/error.ts";
import { matchesPattern } from "../../kernel/grant.ts";
import { isUndoable, toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import type { Allowance } from "../contracts/approvals.ts";
import type { CheckedPlan } from "../contracts/plans.ts";
import { allowsOf } from "./allows.ts";
import {
  argumentPattern,
  namedPatterns,
  noSuchArgument,
  unknownArgument,
} from "./allow-pattern.ts";
import type { GivenGrants } from "../contracts/lifecycle.ts";

type Given = GivenGrants[number];

/** `--yes` covers the effects of the shown plan that can be undone, each as it stands there, and never a `once`. */
export function yesGrant(checked: CheckedPlan | null): readonly Given[] {
  if (!checked) return [];
  const isCovered = (tool: string) => {
    const pinned = checked.tools[tool];
    return pinned !== undefined && pinned.effect !== "read" && isUndoable(pinned);
  };
  const allows = allowsOf(checked.plan, isCovered, {
    undoable: true,
    plan: null,
    tools: checked.tools,
  });
  if (allows.length === 0) return [];
  return [{ allows, ground: "--yes: effects that can be undone", expires: null }];
}

/** `server__tool`, `server__tool:PATTERN` for the paths it touches, `server__tool:NAME=PATTERN,…` for arguments. */
export function allowGrant(allowed: string, tools: readonly ToolDefinition[]): Given {
  const cut = allowed.indexOf(":");
  const name = cut < 0 ? allowed : allowed.slice(0, cut);
  const known = tools.filter((one) => matchesPattern(name, toolKey(one)));
  if (known.length === 0) throw unknownTool(name, tools);
  const definitions = Object.fromEntries(known.map((one) => [toolKey(one), one.hash]));
  const free = { count: null, undoable: false, seen: false, step: null, plan: null };
  const given = { ...free, definitions };
  const allows: Allowance[] =
    cut < 0
      ? [{ tool: name, args: true, ...given }]
      : patternsFor(name, allowed.slice(cut + 1), known).map((one) => ({ ...one, ...given }));
  return { allows, ground: `--allow ${allowed}`, expires: null };
}

function patternsFor(
  name: string,
  pattern: string,
  known: readonly ToolDefinition[],
): Pick<Allowance, "tool" | "args">[] {
  if (pattern === "") throw usage(`--allow ${name}: the pattern is empty`, `write ${name}:*`);
  const changing = known.filter(({ effect }) => effect !== "read");
  const wanted = changing.length > 0 ? changing : known;
  const named = namedPatterns(pattern);
  const fitting = wanted.filter((tool) =>
    named ? unknownArgument(tool, named) === null : pathsOf(tool) !== null,
  );
  const [first] = wanted;
  if (fitting.length === 0 && named) throw noSuchArgument(first!, unknownArgument(first!, named)!);
  if (fitting.length === 0)
    throw usage(
      `--allow ${name}: which argument is the pattern for?`,
      `write --allow '${name}:NAME=PATTERN'; glassbox tools show ${toolKey(first!)} names them`,
    );
  return fitting.map((tool) => {
    const patterns = named ?? pathsOf(tool)!.map((path) => [path, pattern] as const);
    return { tool: toolKey(tool), args: argumentPattern(tool, patterns) };
  });
}

/** The arguments that are paths: a bare pattern is about all of them. Null: not all that it touches are arguments. */
function pathsOf({ paths }: ToolDefinition): readonly string[] | null {
  const names = paths.flatMap((path) => /^\$args\.(\w+)$/.exec(path)?.[1] ?? []);
  return names.length === paths.length && names.length > 0 ? [...new Set(names)] : null;
}

function unknownTool(name: string, tools: readonly ToolDefinition[]) {
  const guess = didYouMean(name, tools.map(toolKey));
  return usage(`--allow: there is no tool ${name}${guess}`, "glassbox tools ls lists them");
}
