import { KernelError, unavailable } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import { text } from "../../kernel/event.ts";
import type { Ledger } from "../../kernel/ledger/index.ts";
import type { Proof } from "../contracts/proof.ts";
import type { CheckpointEntry } from "./format.ts";
import { IMPORTED } from "./imported.ts";

/** One signed statement, and how each event under it is shown to be. */
export interface Statement extends CheckpointEntry {
  /** Null: this statement is not about that event. */
  path(oseq: number): readonly string[] | null;
}

export function proofOf(host: Pick<Host, "provided">): Proof {
  const proof = host.provided<Proof>("proof").get("proof");
  if (proof) return proof;
  throw unavailable("nothing here can sign or check a record", "glassbox doctor names what failed");
}

/** Statements about the events of a run tree: our own, made now, and those that came with imported events. */
export async function statementsFor(
  ledger: Ledger,
  proof: Proof,
  root: string,
): Promise<readonly Statement[]> {
  const own = await proof.checkpoint();
  const source = `/${ledger.tenant}/${ledger.origin}`;
  const mine: Statement = {
    source,
    publicKey: proof.publicKey,
    note: own.text,
    path: (oseq) => (oseq <= own.size ? proof.inclusion(oseq, own.size) : null),
  };
  const foreign: Statement[] = [];
  for (const { data } of ledger.query({ types: [IMPORTED] })) {
    if (data === null || data["root"] !== root) continue;
    let paths: JsonObject | undefined;
    foreign.push({
      source: text(data["origin"]),
      publicKey: text(data["publicKey"]),
      note: text(data["checkpoint"]),
      path(oseq) {
        paths ??= pathsIn(ledger, text(data["proofs"]));
        return (paths[oseq] as readonly string[] | undefined) ?? null;
      },
    });
  }
  // The newest statement about an event is over the longest chain.
  return [mine, ...foreign.toReversed()];
}

function pathsIn(ledger: Ledger, blob: string): JsonObject {
  const bytes = ledger.getBlob(blob);
  const paths: unknown = bytes && JSON.parse(Buffer.from(bytes).toString());
  if (isObject(paths)) return paths;
  throw new KernelError("ledger", `the proofs of an import (${blob}) are missing`, {
    hint: "import its file again",
  });
}
