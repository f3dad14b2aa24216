import type { Ledger } from "../../kernel/ledger/port.ts";
import type { Contents } from "../contracts/contents.ts";
import { hashesIn, HOLDING } from "./held.ts";
import type { Sight } from "./sight.ts";

/** Bytes by their hash. Captures of older versions are blobs of the ledger. */
export function contentIn({ store }: Sight, ledger: Ledger): (sha256: string) => Uint8Array | null {
  return (sha256) => store.contents.get(sha256) ?? ledger.getBlob(sha256);
}

export function keep({ store }: Sight, bytes: Uint8Array): string {
  const batch = store.batch();
  const hash = batch.keep(bytes, null);
  if (!batch.isEmpty || store.isUnsynced) batch.commit(() => {});
  return hash;
}

/** Whether it is here; if so, it stays until whoever asks has named it. */
export function holds({ store }: Sight, hash: string): boolean {
  if (!store.contents.has(hash)) return false;
  store.touch(hash);
  return true;
}

/** What other plugins may take out of the store and put into it. */
export function contents(sight: () => Sight, ledger: () => Ledger): Contents {
  const get = (hash: string) => contentIn(sight(), ledger())(hash);
  return {
    get,
    put: (_, bytes) => keep(sight(), bytes),
    isReleased: (hash) => sight().store.contents.isReleased(hash),
    of(root) {
      const named = new Set<string>();
      for (const event of ledger().readTree(root, HOLDING))
        for (const hash of hashesIn(event, get)) named.add(hash);
      return named;
    },
  };
}
