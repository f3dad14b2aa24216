import { z } from "zod";

import { conflict, KernelError, usage } from "../../kernel/error.ts";
import type { Host, KernelParts } from "../../kernel/host.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { defineVerb } from "../../kernel/verb.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import { claimFor } from "./claim.ts";
import { assertOpen } from "./elsewhere.ts";
import { grantsOf, type GrantRow } from "./grant-rows.ts";
import { isFinished } from "./lists.ts";
import { findRun, labeller, runIds } from "./names.ts";

const rows = z.array(z.custom<JsonObject>(isObject));

export function grantVerbs(host: Host) {
  return [
    defineVerb({
      name: "grants.list",
      description:
        "Lists what persons have allowed: of all runs that are not over, or all that was ever allowed to one.",
      input: z.object({ run: z.string().optional() }),
      output: z.object({ grants: rows }),
      scope: "read",
      async handler(input) {
        const kernel = host.kernel();
        const label = labeller(kernel);
        const named = input.run === undefined ? null : findRun(kernel, input.run);
        const runs = named === null ? unfinished(kernel) : [named];
        const found = runs.flatMap((run) => grantsOf(kernel, run));
        const shown = named === null ? found.filter(isInForce) : found;
        const labelled = shown.map((row) => ({ ...row, label: label(row.run) }));
        return { grants: labelled as unknown as JsonObject[] };
      },
    }),
    defineVerb({
      name: "grants.revoke",
      description:
        "Takes a grant back: what it allowed is asked about again, from the next call on.",
      input: z.object({ grant: z.string().min(1) }),
      output: z.object({ grant: z.string(), run: z.string() }),
      scope: "person",
      async handler(input, call) {
        const kernel = host.kernel();
        const { grant, run } = findGrant(kernel, input.grant);
        const { outcome } = kernel.runs.state(run);
        if (outcome !== null)
          throw conflict(`grant ${grant} is without effect: run ${run} is over: ${outcome}`);
        assertOpen(kernel, run);
        if (grantsOf(kernel, run).some((row) => row.grant === grant && row.standing === "revoked"))
          throw conflict(`grant ${grant} was revoked already`);
        // An interrupted run is not taken up for this.
        const revoked = kernel.runs.draft(run, call.actor)("grant.revoked", {
          grant,
          by: call.actor,
        });
        await kernel.ledger.append([...claimFor(kernel, run), revoked]);
        return { grant, run };
      },
    }),
  ];
}

function isInForce({ standing }: GrantRow): boolean {
  return standing === "in force" || standing === "used up";
}

function unfinished(kernel: KernelParts): string[] {
  return runIds(kernel).filter((run) => !isFinished(kernel, run));
}

/** By its id, or the beginning of it that no other has. */
function findGrant({ ledger }: KernelParts, name: string): Payload<"grant.given"> {
  const all = [...ledger.query({ types: ["grant.given"] })].flatMap(
    ({ data }) => (data as Payload<"grant.given"> | null) ?? [],
  );
  const found = all.filter(({ grant }) => grant.startsWith(name));
  if (found.length === 1) return found[0]!;
  const ids = all.map(({ grant }) => grant);
  if (found.length > 1)
    throw usage(
      `${name} could be ${found.map(({ grant }) => grant).join(" or ")}`,
      "write one more letter",
    );
  throw new KernelError("not_found", `there is no grant ${name}${didYouMean(name, ids)}`, {
    hint: "glassbox grants ls lists them",
  });
}
