import type { Era } from "../caller.ts";

/** The newest of each era is the one that is offered. */
export const LEGACY = "2025-11-25";
export const MODERN = "2026-07-28";

const legacy: readonly string[] = [LEGACY, "2025-06-18", "2025-03-26", "2024-11-05", "2024-10-07"];

/** The era of a revision that is spoken here, or undefined. */
export function eraOf(revision: string): Era | undefined {
  if (revision === MODERN) return "modern";
  return legacy.includes(revision) ? "legacy" : undefined;
}
