import { messageOf } from "../../../kernel/error.ts";
import { isObject, type JsonObject, type JsonValue, sha256 } from "../../../kernel/json.ts";
import type { Ledger, SealedEvent } from "../../../kernel/ledger/index.ts";
import type { Fault } from "./verdict.ts";
import type { EventLook } from "./verify.ts";

const CAPTURED = "workspace.captured";

/** Where contents lie that events name by their SHA-256. */
export interface Stores {
  readonly ledger: Pick<Ledger, "getBlob" | "branch">;
  /** Of a captured file; null: it is not kept, or no longer. */
  content(sha256: string): Uint8Array | null;
  /** Everything that captures of a run tree name, what stands in lists of folders too. */
  listed(root: string): Iterable<string>;
  /** It was let go to make room, which is no loss of anything that was promised. */
  isReleased(sha256: string): boolean;
}

/** Reads everything that events name: results that are too large for an event, inputs, prompts, files. */
export function contentsLook(stores: Stores, own: string): EventLook {
  const known = new Map<string, string | null>();
  const faults: Fault[] = [];
  /** The last look at a whole folder, by run tree. */
  const looks = new Map<string, SealedEvent>();
  const once = (hash: string, judge: (hash: string) => string | null) => {
    const verdict = known.has(hash) ? known.get(hash)! : judge(hash);
    known.set(hash, verdict);
    return verdict;
  };
  return {
    see(event, holds) {
      // What came with an import is as whole as it came.
      if (!holds || event.payload === null || event.source !== own) return;
      for (const { hash, of, kind } of namedIn(event)) {
        const judge = kind === "blob" ? blobFault : fileFault;
        const fault = once(hash, (one) => judge(stores, one));
        if (fault === null) continue;
        faults.push({ oseq: event.oseq, origin: event.source, what: `${of} ${fault}` });
      }
      if (event.type !== CAPTURED) return;
      looks.set(stores.ledger.branch(event.branch)?.root ?? event.branch, event);
    },
    *faults() {
      yield* faults;
      for (const [root, { oseq, source: origin }] of looks) {
        for (const hash of stores.listed(root)) {
          if (known.has(hash)) continue;
          const fault = once(hash, (one) => fileFault(stores, one));
          if (fault === null) continue;
          yield { oseq, origin, what: `something in the folder (${hash.slice(0, 12)}) ${fault}` };
        }
      }
    },
  };
}

interface Named {
  readonly kind: "blob" | "file";
  readonly hash: string;
  /** In words. */
  readonly of: string;
}

function namedIn({ type, payload }: SealedEvent): Named[] {
  const data = () => JSON.parse(payload!) as JsonObject;
  const blob = (hash: JsonValue | undefined, of: string): Named[] =>
    typeof hash === "string" ? [{ kind: "blob", hash, of }] : [];
  if (type === "tool.finished") return blob(data()["whole"], "the whole result");
  if (type === "model.called") return blob(data()["prompt"], "the prompt");
  if (type === "goal.set") {
    const { input } = data();
    return isObject(input) ? blob(input["blob"], "the input") : [];
  }
  if (type !== CAPTURED) return [];
  const { captures, manifest } = data();
  const kept = (captures as readonly JsonObject[]).filter((one) => one["kept"] === true);
  const files = kept.map((one): Named => {
    return {
      kind: "file",
      hash: String(one["sha256"]),
      of: `the content of ${String(one["path"])}`,
    };
  });
  if (typeof manifest !== "string") return files;
  return [...files, { kind: "file", hash: manifest, of: "the list of the folder" }];
}

function blobFault({ ledger }: Stores, hash: string): string | null {
  return faultOf(hash, () => ledger.getBlob(hash));
}

function fileFault(stores: Stores, hash: string): string | null {
  const fault = faultOf(hash, () => stores.content(hash));
  return fault !== null && stores.isReleased(hash) ? null : fault;
}

function faultOf(hash: string, read: () => Uint8Array | null): string | null {
  try {
    const bytes = read();
    if (bytes === null) return "is missing";
    return sha256(bytes) === hash ? null : "was changed";
  } catch (error) {
    return `cannot be read: ${messageOf(error)}`;
  }
}
