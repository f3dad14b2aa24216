import { isAbsolute } from "node:path";

import type { McpHello } from "../socket/mcp-wire.ts";

export interface ShimArguments {
  /** Null: nobody has said. */
  readonly dir: string | null;
  readonly home: string | null;
  readonly surface: McpHello["surface"];
}

/** What a person has left empty arrives as an empty text, or as the placeholder itself. */
export function parseArguments(args: readonly string[]): ShimArguments {
  const said = new Map<string, string>();
  for (let at = 0; at + 1 < args.length; at += 2) {
    const value = args[at + 1]!;
    if (value !== "" && !value.includes("${")) said.set(args[at]!, value);
  }
  const folder = (name: string) => {
    const value = said.get(name) ?? null;
    if (value === null || isAbsolute(value)) return value;
    throw new Error(`${name} must be an absolute path, not ${value}`);
  };
  const surface = said.get("--surface") ?? null;
  if (surface !== null && surface !== "stable" && surface !== "full" && surface !== "auto")
    throw new Error(`--surface must be stable, full or auto, not ${surface}`);
  return { dir: folder("--dir"), home: folder("--home"), surface };
}
