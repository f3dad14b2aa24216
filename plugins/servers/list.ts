import { z } from "zod";

import type { Host } from "../../kernel/host.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import type { Hub, ServerStatus } from "../../mcp/hub/index.ts";
import { configured, type Definition } from "./definition.ts";
import { provided } from "./provided.ts";

const state = z.enum([
  "configured",
  "known",
  "starting",
  "ready",
  "degraded",
  "quarantined",
  "failed",
  "stopped",
]);

export const waiting = z.object({
  kind: z.enum(["server", "tool", "prompt", "resource"]),
  name: z.string(),
  reason: z.string(),
});

const listed = z.object({
  name: z.string(),
  /** Empty for a server of the program itself, and for a remote one. */
  command: z.string(),
  args: z.array(z.string()),
  /** Empty unless it is a remote one. */
  url: z.string(),
  state,
  /** `legacy` or `modern`; null while nothing is known of it. */
  era: z.enum(["legacy", "modern"]).nullable(),
  protocol: z.string(),
  pool: z.enum(["shared", "session", "lease"]),
  /** How many instances there are. */
  instances: z.int(),
  tools: z.array(z.string()),
  /** What waits for a person's approval. */
  quarantined: z.array(waiting),
  /** Why it is not well. */
  failure: z.string(),
});

export function listVerb(host: Host): Verb {
  return defineVerb({
    name: "servers.list",
    description: "Lists the tool servers, how they are and what they offer.",
    scope: "read",
    input: z.strictObject({}),
    output: z.object({ servers: z.array(listed) }),
    async handler() {
      const store = provided<{ read(): unknown }>(host, "config", "store");
      const known = configured(store.read());
      const all = provided<Hub>(host, "hub", "hub").status();
      const byName = Map.groupBy(all, ({ server }) => server);
      const names = [...new Set([...byName.keys(), ...Object.keys(known)])].toSorted();
      return {
        servers: names.map((name) => ({
          name,
          ...placeIn(known[name]),
          ...standing(byName.get(name) ?? []),
        })),
      };
    },
  });
}

function placeIn(said: Definition | undefined): { command: string; args: string[]; url: string } {
  if (said === undefined) return { command: "", args: [], url: "" };
  if ("url" in said) return { command: "", args: [], url: said.url };
  return { command: said.command, args: [...said.args], url: "" };
}

const worstFirst = [
  "quarantined",
  "failed",
  "degraded",
  "starting",
  "ready",
  "stopped",
  "known",
  "configured",
] as const;

/** A server with several instances is as well as the worst of them. */
function standing(
  instances: readonly ServerStatus[],
): Omit<z.input<typeof listed>, "name" | "command" | "args" | "url"> {
  const worst = worstFirst.find((one) => instances.some((each) => each.state === one));
  const troubled = instances.find(
    (each) => each.state === worst && ["failed", "degraded", "quarantined"].includes(each.state),
  );
  const tools = new Set(instances.flatMap((each) => each.tools));
  const [first] = instances;
  return {
    state: worst ?? "configured",
    era: first?.era ?? null,
    protocol: first?.protocol ?? "",
    pool: first?.pool ?? "shared",
    instances: instances.filter((each) => isThere(each)).length,
    tools: [...tools].toSorted(),
    quarantined: [...(first?.quarantined ?? [])],
    failure: troubled?.reason ?? "",
  };
}

function isThere({ state: is, diagnostics }: ServerStatus): boolean {
  if (is === "quarantined") return diagnostics.pid !== undefined;
  return is === "ready" || is === "degraded" || is === "starting";
}
