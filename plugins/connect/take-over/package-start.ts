import { basename } from "node:path";

import type { Program } from "../server.ts";

/** A start by `npx` or its kin, taken apart. */
export interface PackageStart {
  readonly name: string;
  /** A version, a range or a tag. */
  readonly version: string;
  /** Null: the only program of the package, or the one that is called as it is. */
  readonly program: string | null;
  readonly args: readonly string[];
}

const SPEC = /^((?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*)(?:@([\w.^~*<>=-]+))?$/i;
const HARMLESS = new Set(["-y", "--yes", "-q", "--quiet", "--bun", "--silent"]);

/** Null: it is no such start, or it says more than we understand. Addresses and folders are no packages of a registry. */
export function packageStart({ command, args }: Program): PackageStart | null {
  const rest = runnerArgs(basename(command), args);
  if (!rest) return null;
  let named: string | null = null;
  let at = 0;
  for (; at < rest.length && rest[at]!.startsWith("-"); at += 1) {
    const word = rest[at]!;
    if (word === "--") {
      at += 1;
      break;
    }
    const [, given] = /^--package=(.+)$/.exec(word) ?? [];
    if (given !== undefined) named = given;
    else if (word === "-p" || word === "--package") named = rest[(at += 1)] ?? "";
    else if (!HARMLESS.has(word)) return null;
  }
  const first = rest[at];
  if (first === undefined) return null;
  const [, name, version = "latest"] = SPEC.exec(named ?? first) ?? [];
  if (name === undefined) return null;
  // npm takes its own `--` away.
  const after = rest.slice(at + 1);
  return { name, version, program: named === null ? null : first, args: after };
}

function runnerArgs(runner: string, args: readonly string[]): readonly string[] | null {
  if (runner === "npx" || runner === "bunx") return args;
  const [first] = args;
  const isRunner =
    (runner === "npm" && (first === "exec" || first === "x")) ||
    (runner === "bun" && first === "x") ||
    (runner === "pnpm" && first === "dlx");
  return isRunner ? args.slice(1) : null;
}
