import { z } from "zod";

import type { Ledger, SealedEvent } from "../../../kernel/ledger/index.ts";
import type { Checkpoint } from "../../contracts/proof.ts";
import { openCheckpoint } from "../checkpoint.ts";
import { isIncluded } from "../tree/path.ts";
import type { Fault } from "./verdict.ts";

export const IMPORTED = "export.imported";

const record = z.object({
  origin: z.string(),
  publicKey: z.string(),
  checkpoint: z.string(),
  proofs: z.string(),
});
/** By `oseq`: the audit path, base64. */
const paths = z.record(z.string(), z.array(z.base64()));

interface Witness {
  readonly checkpoint: Checkpoint;
  readonly paths: Readonly<Record<string, readonly string[]>>;
}

/** What imports on record say of one foreign chain: signed trees in which each of its events must be. */
export class Imported {
  readonly #witnesses: Witness[] = [];

  add(witness: Witness): void {
    this.#witnesses.push(witness);
  }

  check({ oseq, hash }: SealedEvent): string[] {
    const isWitnessed = this.#witnesses.some(({ checkpoint, paths }) => {
      const path = paths[oseq]?.map((one) => Buffer.from(one, "base64"));
      const root = Buffer.from(checkpoint.root, "hex");
      return path !== undefined && isIncluded(hash, oseq - 1, checkpoint.size, path, root);
    });
    return isWitnessed ? [] : ["is in no signed tree that came with an import"];
  }
}

/** By source. An import whose checkpoint or proofs do not hold vouches for nothing, and is a fault itself. */
export function importsOnRecord(ledger: Pick<Ledger, "query" | "getBlob">): {
  readonly imports: ReadonlyMap<string, Imported>;
  readonly faults: readonly Fault[];
} {
  const imports = new Map<string, Imported>();
  const faults: Fault[] = [];
  for (const { data, oseq, source } of ledger.query({ types: [IMPORTED] })) {
    const said = record.safeParse(data).data;
    if (said === undefined) continue;
    const imported = imports.get(said.origin) ?? new Imported();
    imports.set(said.origin, imported);
    const checkpoint = openCheckpoint(said.checkpoint, said.publicKey);
    const found = checkpoint?.origin === said.origin ? readPaths(ledger, said.proofs) : null;
    if (checkpoint && found) imported.add({ checkpoint, paths: found });
    else {
      const what = `the ${checkpoint ? "proofs" : "checkpoint"} of an import from ${said.origin} do not hold`;
      faults.push({ oseq, origin: source, what });
    }
  }
  return { imports, faults };
}

function readPaths(ledger: Pick<Ledger, "getBlob">, hash: string): Witness["paths"] | null {
  try {
    const bytes = ledger.getBlob(hash);
    if (bytes === null || new Bun.CryptoHasher("sha256").update(bytes).digest("hex") !== hash)
      return null;
    return paths.safeParse(JSON.parse(Buffer.from(bytes).toString())).data ?? null;
  } catch {
    return null;
  }
}
