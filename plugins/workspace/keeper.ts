import { sha256 } from "../../kernel/json.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import type { Folder } from "./folder.ts";
import { isShared, isTelling } from "./secrets.ts";
import type { Batch, Content, Store } from "./store/store.ts";

/** Where contents go that were read. */
export interface Keeper {
  /** Keeps it under its hash, unless it is a secret's. `before`: hash of what stood in its place. */
  keep(bytes: Uint8Array, path: string, before: string | null): Content;
  /** Notes that a secret file has this content. */
  secret(sha256: string, size: number): void;
}

/** For somebody who keeps nothing. */
export function looker({ contents }: Store): Keeper {
  return {
    keep(bytes, path) {
      const hash = sha256(bytes);
      const isKept = isShared(path) || contents.has(hash) || !contents.isSecret(hash);
      return { sha256: hash, kept: isKept };
    },
    secret: () => {},
  };
}

export function keeper(batch: Batch): Keeper {
  return {
    keep(bytes, path, before) {
      if (isShared(path)) return { sha256: batch.keep(bytes, before, "shared"), kept: true };
      return batch.keepUnlessSecret(bytes, before);
    },
    secret: (hash, size) => isTelling(size) && batch.secret(hash),
  };
}

/** A copy may have been met before the secret file that it is of: then it is let go again. */
export function letSecretsGo<T extends Capture>(
  batch: Batch,
  folder: Folder,
  found: readonly T[],
): readonly T[] {
  const secrets = batch.letSecretsGo();
  if (secrets.size === 0) return found;
  folder.unkeep(secrets);
  return found.map((one) =>
    one.sha256 && secrets.has(one.sha256) ? { ...one, kept: false } : one,
  );
}
