import type { Ledger } from "../../../kernel/ledger/index.ts";

/** Blobs that came with a file: those that were not here before go again when its events do not come. */
export class NewBlobs {
  readonly #ledger: Ledger;
  readonly #after: number;
  readonly #put = new Set<string>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.#after = ledger.lastRow();
  }

  put(bytes: Uint8Array): string {
    const hash = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
    if (this.#ledger.getBlob(hash) === null) this.#put.add(hash);
    return this.#ledger.putBlob(bytes);
  }

  takeBack(): void {
    // Others were at work meanwhile: what they name stays.
    for (const { data } of this.#ledger.query({ afterRow: this.#after })) {
      const said = JSON.stringify(data);
      for (const hash of this.#put) if (said.includes(hash)) this.#put.delete(hash);
    }
    if (this.#put.size > 0) this.#ledger.dropBlobs([...this.#put]);
  }
}
