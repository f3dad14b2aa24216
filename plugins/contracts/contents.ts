/** Contents of captured files, kept beside the ledger. Provided as `contents`. */
export interface Contents {
  /** SHA-256 (hex) of all that is kept for a run tree: files, and the lists of folders. */
  of(root: string): Iterable<string>;
  /** Null: it is not kept, or no longer. */
  get(sha256: string): Uint8Array | null;
  /** Keeps bytes for a run tree; answers their SHA-256. On disk when it returns. */
  put(root: string, bytes: Uint8Array): string;
  /** It was kept, and the quota has released it. */
  isReleased(sha256: string): boolean;
}
