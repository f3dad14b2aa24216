import { canonicalize } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Manifest } from "./manifest.ts";

export type ListKind = "tools" | "resources" | "prompts";

export interface Difference {
  /** Names of tools. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** The lists that are not the same any more. */
  readonly lists: readonly ListKind[];
}

/** What of a server is another than it was; undefined: nothing that anybody is shown. */
export function differenceOf(before: Manifest, now: Manifest): Difference | undefined {
  const lists = listsThatDiffer(before, now);
  if (lists.length === 0) return undefined;
  const old = byName(before.tools);
  const current = byName(now.tools);
  const both = [...current.keys()].filter((name) => old.has(name));
  return {
    added: [...current.keys()].filter((name) => !old.has(name)),
    removed: [...old.keys()].filter((name) => !current.has(name)),
    changed: both.filter((name) => old.get(name) !== current.get(name)),
    lists,
  };
}

function listsThatDiffer(before: Manifest, now: Manifest): ListKind[] {
  const fields = {
    tools: ["tools"],
    resources: ["resources", "resourceTemplates"],
    prompts: ["prompts"],
  } as const;
  const kinds: readonly ListKind[] = ["tools", "resources", "prompts"];
  return kinds.filter((kind) =>
    fields[kind].some((field) => canonicalize(before[field]) !== canonicalize(now[field])),
  );
}

function byName(tools: readonly JsonObject[]): Map<string, string> {
  return new Map(tools.map((tool) => [String(tool["name"]), canonicalize(tool)]));
}
