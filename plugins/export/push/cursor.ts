import { readFileSync, renameSync, writeFileSync } from "node:fs";

import { isObject } from "../../../kernel/json.ts";

/** The place in the record up to which a collector was told; null: it was never told anything. */
export function readCursor(path: string, endpoint: string): number | null {
  try {
    const kept: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (!isObject(kept) || kept["endpoint"] !== endpoint) return null;
    const row = kept["row"];
    return typeof row === "number" && Number.isSafeInteger(row) && row >= 0 ? row : null;
  } catch {
    // Not there, or not readable: it begins anew, as for a collector that was just named.
    return null;
  }
}

export function writeCursor(path: string, endpoint: string, row: number): void {
  const draft = `${path}.new`;
  writeFileSync(draft, `${JSON.stringify({ endpoint, row })}\n`, { mode: 0o600 });
  renameSync(draft, path);
}
