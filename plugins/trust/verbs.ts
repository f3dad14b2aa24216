import { z } from "zod";

import { conflict, KernelError } from "../../kernel/error.ts";
import { timeOf } from "../../kernel/event.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonValue } from "../../kernel/json.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import { changesBetween } from "./difference.ts";
import { APPROVED, kind, reason, type TrustEvent } from "./events.ts";
import { plainly, type TrustGate } from "./gate.ts";
import type { Standing, Waiting } from "./pins.ts";
import type { TrustRecord } from "./record.ts";

const waits = z.object({
  server: z.string(),
  kind,
  /** Of instructions "". */
  name: z.string(),
  hash: z.string(),
  /** The hash that is pinned; null: it is new. */
  was: z.string().nullable(),
  since: z.string(),
  reasons: z.array(reason),
  /** Field by field, nothing hidden; of what is new all of it. Empty for whoever is a model. */
  changes: z.array(
    z.object({ field: z.string(), was: z.string().nullable(), is: z.string().nullable() }),
  ),
});

type Waits = z.output<typeof waits>;

/** Faces behind which a model may stand: what a poisoned definition says is not for it, and neither is the decision. */
const ofModels = new Set(["mcp", "elicitation"]);

export function trustVerbs(host: Host, record: TrustRecord, gate: TrustGate): readonly Verb[] {
  return [
    defineVerb({
      name: "servers.quarantine",
      description:
        "Lists what tool servers say of themselves that waits for a person's approval, with the reasons.",
      scope: "read",
      input: z.strictObject({ server: z.string().min(1).optional() }),
      output: z.object({ waiting: z.array(waits) }),
      async handler({ server }, call) {
        await record.written();
        const all = waitingIn(host, record).filter((one) => !server || one.server === server);
        return { waiting: ofModels.has(call.via) ? all.map(forModel) : all };
      },
    }),
    defineVerb({
      name: "servers.approve",
      description:
        "Takes definitions of a tool server out of quarantine, by the hashes that a person has looked at.",
      scope: "person",
      input: z.strictObject({ server: z.string().min(1), hashes: z.array(z.string()).min(1) }),
      output: z.object({ approved: z.array(waits.pick({ kind: true, name: true, hash: true })) }),
      async handler({ server, hashes }, call) {
        if (ofModels.has(call.via)) {
          throw new KernelError("denied", "what waits in quarantine is not approved by a model", {
            hint: `a person looks at it at a terminal: glassbox mcp approve ${server} --list`,
          });
        }
        await record.written();
        const all = waitingIn(host, record);
        const here = all.filter((one) => one.server === server);
        if (here.length === 0) throw nothingWaits(server, all);
        const chosen = [...new Set(hashes)].map((hash) => {
          const found = here.find((one) => one.hash === hash);
          if (found) return found;
          throw conflict(`nothing of ${server} waits that has the hash ${hash}: look at it again`);
        });
        const events = chosen.map(({ kind, name, hash }): TrustEvent => ({
          type: APPROVED,
          data: { server, kind, name, hash },
        }));
        await record.add(events, call.actor);
        gate.tell(server);
        return { approved: chosen.map(({ kind, name, hash }) => ({ kind, name, hash })) };
      },
    }),
  ];
}

function nothingWaits(server: string, all: readonly Waits[]): KernelError {
  const names = [...new Set(all.map((one) => one.server))];
  const message = `nothing of the server ${server} waits for an approval${didYouMean(server, names)}`;
  return new KernelError("not_found", message, { hint: "glassbox mcp approve lists what waits" });
}

function waitingIn(host: Host, record: TrustRecord): Waits[] {
  return [...record.pins()]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([server, standings]) =>
      [...standings.values()].flatMap((standing) =>
        standing.waiting ? [shown(host, server, standing, standing.waiting)] : [],
      ),
    );
}

function shown(
  host: Host,
  server: string,
  { kind, name, pinned }: Standing,
  waiting: Waiting,
): Waits {
  const event = host.kernel().ledger.get(waiting.event);
  const was = pinned === null ? null : definitionIn(host, pinned.event);
  return {
    server,
    kind,
    name,
    hash: waiting.hash,
    was: pinned?.hash ?? null,
    since: event === null ? "" : timeOf(event.hlc),
    reasons: waiting.reasons.map((one) => ({ ...one, fields: [...one.fields] })),
    changes: changesBetween(was, definitionIn(host, waiting.event)),
  };
}

function definitionIn(host: Host, event: string): JsonValue | null {
  return host.kernel().ledger.get(event)?.data?.["definition"] ?? null;
}

/** Names of fields may be a message as well. */
function forModel(one: Waits): Waits {
  const reasons = one.reasons.map(({ code, text }) => ({ code, text, fields: [] }));
  return { ...one, name: plainly(one.name), reasons, changes: [] };
}
