import { z } from "zod";

import { unavailable } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/index.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import type { Addresses } from "../contracts/addresses.ts";
import type { Check } from "../contracts/check.ts";
import type { Contents } from "../contracts/contents.ts";
import type { Keeper } from "./keeper.ts";
import type { Verdict } from "./verify/verdict.ts";

const object = z.custom<JsonObject>(isObject);

export function proofVerbs(host: Host, keeper: Keeper): Verb[] {
  return [verifyVerb(host, keeper), proveVerb(host, keeper)];
}

function verifyVerb(host: Host, keeper: Keeper): Verb {
  return defineVerb({
    name: "ledger.verify",
    description:
      "Recomputes every hash of every chain and compares them with the checkpoints; deep: reads what events name too.",
    input: z.object({
      deep: z.boolean().default(false),
      run: z.string().optional().describe("Says besides what of it belongs to this run's tree."),
    }),
    output: object,
    scope: "read",
    async handler({ deep, run: name }) {
      const { ledger } = host.kernel();
      const run = name === undefined ? null : addressesOf(host).run(name);
      const [{ verifyLedger }, { erasureLook }, { contentsLook }, { withChecks }] =
        await Promise.all([
          import("./verify/verify.ts"),
          import("./verify/erasure-look.ts"),
          import("./verify/contents-look.ts"),
          import("./verify/check-faults.ts"),
        ]);
      const contents = host.provided<Contents>("contents").get("workspace");
      const stores = {
        ledger,
        content: (hash: string) => contents?.get(hash) ?? ledger.getBlob(hash),
        listed: (root: string) => contents?.of(root) ?? [],
        isReleased: (hash: string) => contents?.isReleased(hash) ?? false,
      };
      const checks = host.provided<Check>("check");
      const looks = () => [
        erasureLook(ledger, keeper.place),
        ...(deep ? [contentsLook(stores, keeper.source)] : []),
      ];
      const hashed = await verifyLedger(ledger, () => ({ place: keeper.place, also: looks() }));
      const verdict = deep ? await withChecks(hashed, ledger, checks) : hashed;
      const all = { ...verdict, key: await keeper.verifierKey(), unmade: keeper.failure };
      const part = run === null ? {} : { run: partOf(ledger, run, verdict) };
      return { ...all, ...part } as unknown as JsonObject;
    },
  });
}

function proveVerb(host: Host, keeper: Keeper): Verb {
  return defineVerb({
    name: "event.prove",
    description:
      "Gives one event with the proof that it stands in the signed chain, for somebody who has nothing else of it.",
    input: z.object({ run: z.string().describe("RUN@N, RUN@STEP; RUN alone is its last event.") }),
    output: object,
    scope: "read",
    async handler({ run }) {
      const { event } = addressesOf(host).place(run);
      const { proveEvent } = await import("./prove.ts");
      const proof = await proveEvent(host.kernel().ledger, keeper, event);
      return proof as unknown as JsonObject;
    },
  });
}

function addressesOf(host: Host): Addresses {
  const addresses = host.provided<Addresses>("addresses").get("runs");
  if (addresses) return addresses;
  throw unavailable("nothing here finds runs", "glassbox doctor names what failed");
}

/** How much of the ledger is a run with all that shares its history, and how many of the faults are in that. */
function partOf(ledger: Ledger, run: string, { faults }: Verdict) {
  const root = ledger.branch(run)?.root ?? run;
  const wrong = new Set(faults.map(({ oseq, origin }) => `${oseq} ${origin}`));
  const part = { run, root, events: 0, erased: 0, faulty: 0 };
  for (const { oseq, source, erased } of ledger.sealed({ root })) {
    part.events += 1;
    if (erased) part.erased += 1;
    if (wrong.has(`${oseq} ${source}`)) part.faulty += 1;
  }
  return part;
}
