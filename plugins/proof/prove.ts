import { KernelError } from "../../kernel/error.ts";
import { type LedgerEvent, text } from "../../kernel/event.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/index.ts";
import { type EventProof, FORMAT } from "./event-proof.ts";
import type { Keeper } from "./keeper.ts";
import { checkpoints } from "./signing.ts";
import { IMPORTED } from "./verify/imports.ts";

type Statement = Pick<EventProof, "path" | "checkpoint" | "publicKey">;

/** The proof that an event stands where it stands in its chain, for somebody who has nothing else of it. */
export async function proveEvent(
  ledger: Ledger,
  keeper: Keeper,
  event: LedgerEvent,
): Promise<EventProof> {
  const { source, oseq } = event;
  const statement =
    source === keeper.source ? await ownStatement(keeper, oseq) : imported(ledger, source, oseq);
  const place = { origin: source, afterOseq: oseq - 1, upTo: oseq };
  const [sealed] = ledger.sealed(place);
  const written = ledger.toCloudEvent(event) as EventProof["event"];
  return { format: FORMAT, event: written, payload: sealed?.payload ?? null, ...statement };
}

async function ownStatement(keeper: Keeper, oseq: number): Promise<Statement> {
  const { text: checkpoint, size } = await keeper.checkpoint();
  const path = keeper.tree.inclusion(oseq, size).map((one) => Buffer.from(one).toString("base64"));
  return { path, checkpoint, publicKey: keeper.publicKey };
}

/** What came with an import vouches for its events; we cannot sign for another origin. */
function imported(ledger: Ledger, source: string, oseq: number): Statement {
  for (const { data } of ledger.query({ types: [IMPORTED], newestFirst: true })) {
    if (data === null || data["origin"] !== source) continue;
    const path = pathsIn(ledger, text(data["proofs"]))?.[oseq];
    const [checkpoint, publicKey] = [text(data["checkpoint"]), text(data["publicKey"])];
    if (Array.isArray(path) && checkpoints().openCheckpoint(checkpoint, publicKey))
      return { path: path as string[], checkpoint, publicKey };
  }
  throw new KernelError("not_found", `nothing on record vouches for event ${oseq} of ${source}`, {
    hint: "import it again from its own home",
  });
}

function pathsIn(ledger: Ledger, hash: string): JsonObject | null {
  const bytes = ledger.getBlob(hash);
  const paths: unknown = bytes && JSON.parse(Buffer.from(bytes).toString());
  return isObject(paths) ? paths : null;
}
