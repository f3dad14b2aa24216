import { usage } from "../../kernel/error.ts";
import { matchesPattern } from "../../kernel/grant.ts";
import type { JsonObject, JsonSchema } from "../../kernel/json.ts";
import { isUndoable, toolKey } from "../../kernel/plan.ts";
import type { CheckedPlan } from "../contracts/plans.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { GivenGrants } from "./lifecycle.ts";

type Given = GivenGrants[number];

/** `--yes` covers the effects of the shown plan that can be undone, and never a `once`. */
export function yesGrant(checked: CheckedPlan | null): readonly Given[] {
  const tools = Object.entries(checked?.tools ?? {})
    .filter(([, tool]) => tool.effect !== "read" && isUndoable(tool))
    .map(([tool]) => tool);
  if (tools.length === 0) return [];
  const allows = tools.map((tool) => ({
    tool,
    args: true,
    count: null,
    undoable: true,
    seen: false,
  }));
  return [{ allows, ground: "--yes: effects that can be undone", expires: null }];
}

/** `server__tool`, `server__tool:PATTERN` for the paths it touches, `server__tool:NAME=PATTERN,…` for arguments. */
export function allowGrant(allowed: string, tools: readonly ToolDefinition[]): Given {
  const cut = allowed.indexOf(":");
  const tool = cut < 0 ? allowed : allowed.slice(0, cut);
  const args = cut < 0 ? true : patternOf(tool, allowed.slice(cut + 1), tools);
  const allow = { tool, args, count: null, undoable: false, seen: false };
  return { allows: [allow], ground: `--allow ${allowed}`, expires: null };
}

function patternOf(tool: string, pattern: string, tools: readonly ToolDefinition[]): JsonSchema {
  const named = /^[\w.-]+=/.test(pattern)
    ? pattern.split(",").map((part) => {
        const at = part.indexOf("=");
        return [part.slice(0, at), part.slice(at + 1)] as const;
      })
    : pathsOf(tool, tools).map((name) => [name, pattern] as const);
  const properties = Object.fromEntries(named.map(([name, text]) => [name, glob(text)]));
  return {
    type: "object",
    properties: properties as JsonObject,
    required: Object.keys(properties),
  };
}

/** The arguments that are paths: a bare pattern is about them. */
function pathsOf(tool: string, tools: readonly ToolDefinition[]): readonly string[] {
  const known = tools.filter((one) => matchesPattern(tool, toolKey(one)));
  const names = known.flatMap(({ paths }) => paths.map((path) => path.slice("$args.".length)));
  const plain = [...new Set(names)].filter((name) => /^\w+$/.test(name));
  if (plain.length > 0) return plain;
  throw usage(
    `--allow ${tool}: which argument is the pattern for?`,
    `write --allow '${tool}:NAME=PATTERN'; glassbox tools show ${tool} names them`,
  );
}

/** A text with `*` for any text in it; never one that leads out of where it begins. */
function glob(pattern: string): JsonSchema {
  const parts = pattern.split(/\*+/).map((part) => RegExp.escape(part));
  return { type: "string", pattern: `^(?!(.*/)?\\.\\.(/|$))${parts.join("[^]*")}$` };
}
