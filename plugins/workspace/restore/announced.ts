import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Where a restore that is under way lists what it puts beside its targets. */
export const announcements = (tenantDir: string) => join(tenantDir, "restoring");

/** Restores whose temporary files may still lie about. */
export function announced(tenantDir: string): readonly string[] {
  try {
    return readdirSync(announcements(tenantDir)).map((name) => name.replace(/\.json$/, ""));
  } catch {
    return [];
  }
}
