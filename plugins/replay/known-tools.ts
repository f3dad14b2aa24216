import { existsSync } from "node:fs";

import type { LedgerEvent } from "../../kernel/event.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { isForbidden } from "../../kernel/reflex/policy.ts";
import type { Limits } from "../../kernel/reflex/reflex.ts";
import { createHub, type Hub, type ServerSpec } from "../../mcp/hub/index.ts";
import type { Gate } from "./gate.ts";
import { NOTED } from "./note.ts";

interface Parts {
  readonly record: readonly LedgerEvent[];
  readonly gate: Gate;
  readonly servers: readonly ServerSpec[];
  /** An empty folder, for servers of a folder that is gone. */
  readonly scratch: string;
  limits(dir: string): Limits;
}

/**
 * The tools of a run: those of this program as they are today, for they are what is replayed; those of other people's
 * servers, and of a folder that is no place for its server any more, as they were. No process is started for it.
 */
export function knownTools({ record, gate, servers, scratch, limits }: Parts): {
  list(dir: string): Promise<readonly ToolDefinition[]>;
  close(): Promise<void>;
} {
  const own = servers.flatMap((spec) =>
    spec.transport === "in-process"
      ? { ...spec, create: (dir: string) => spec.create(isThere(dir) ? dir : scratch) }
      : [],
  );
  let hub: Hub | null = null;
  return {
    async list(dir) {
      hub ??= createHub({
        servers: () => own,
        orphans: "left",
        onEvent: () => {},
        // What a server is served shows in what it offers; here it only lists.
        asked: () => Promise.reject(new Error("nothing is called in a replay")),
      });
      const today = await hub.list(dir);
      const known = new Set(today.map(({ server }) => server));
      const others = notedTools(record, gate).filter(({ server }) => !known.has(server));
      return [...today, ...others].filter((tool) => !isForbidden(toolKey(tool), limits(dir)));
    },
    close: async () => hub?.close(),
  };
}

/** A server for all folders is given none. */
function isThere(dir: string): boolean {
  return dir === "" || existsSync(dir);
}

/** As the next note has them, which stands beside the claim they were listed for; else the last one. */
function notedTools(record: readonly LedgerEvent[], { next }: Gate): readonly ToolDefinition[] {
  const at = next ? record.indexOf(next) : record.length;
  const isNote = ({ type, data }: LedgerEvent) => type === NOTED && data?.["tools"] != null;
  const note = record.slice(at).find(isNote) ?? record.slice(0, at).findLast(isNote);
  return (note?.data?.["tools"] ?? []) as unknown as readonly ToolDefinition[];
}
