import type { Grant } from "./fold/account.ts";

/** Does a grant of a run cover a tool? Names may end in `*`. */
export function covers(grant: Pick<Grant, "tools" | "run">, tool: string, run: string): boolean {
  return grant.run === run && grant.tools.some((pattern) => matchesPattern(pattern, tool));
}

/** `*` stands for any text, everything else for itself. */
export function matchesPattern(pattern: string, text: string): boolean {
  const parts = pattern.split(/\*+/).map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join(".*?")}$`, "s").test(text);
}
