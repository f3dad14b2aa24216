import { chmodSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { z } from "zod";

import { KernelError, messageOf } from "../../kernel/error.ts";
import { firstIssue } from "../../kernel/verb.ts";

export type TokenScope = "full" | "read";

/** What is kept of a token: enough to know it again, not enough to use it. */
export interface TokenEntry {
  readonly name: string;
  readonly scope: TokenScope;
  /** SHA-256 of the token, in hex. */
  readonly sha256: string;
  readonly created: string;
}

const file = z.strictObject({
  tokens: z.array(
    z.strictObject({
      name: z.string().min(1),
      scope: z.enum(["full", "read"]),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits"),
      created: z.iso.datetime(),
    }),
  ),
});

/** Says whether a file is another one than before, for the price of one `stat`. */
export function markOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : "absent";
}

/** No file: no tokens. Throws `unavailable` for one that cannot be read, so that nobody is let in by it. */
export function readTokens(path: string): readonly TokenEntry[] {
  try {
    const text = readText(path);
    if (text === null) return [];
    const { data, error } = file.safeParse(JSON.parse(text));
    if (error) throw new Error(firstIssue(error));
    return data.tokens;
  } catch (error) {
    throw new KernelError("unavailable", `${path} cannot be used: ${messageOf(error)}`, {
      hint: "mend it, or delete it and make your tokens anew",
    });
  }
}

export function writeTokens(path: string, tokens: readonly TokenEntry[]): void {
  writePrivate(path, `${JSON.stringify({ tokens }, null, 2)}\n`);
}

/** Null: there is none. One that others may read is closed to them. */
export function readPrivate(path: string): string | null {
  const text = readText(path);
  if (text !== null && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  return text;
}

/** Whole or not at all, for its owner alone. */
export function writePrivate(path: string, text: string): void {
  const draft = `${path}.new`;
  try {
    rmSync(draft, { force: true });
    writeFileSync(draft, text, { mode: 0o600, flag: "wx" });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
