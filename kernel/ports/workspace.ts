/** What was at a path before or after an effect. */
export interface Capture {
  /** Relative to the run's directory, with `/`. */
  readonly path: string;
  readonly kind: "file" | "directory" | "absent" | "other";
  /** SHA-256 of the content, hex; null where there is none. */
  readonly sha256: string | null;
  /** The content is kept as a ledger blob under its hash; a file over the cap is not. */
  readonly kept: boolean;
  /** Permission bits. */
  readonly mode: number;
}

/** The person's files as the kernel sees them: where a run may work, and what stood there before. */
export interface Workspace {
  /** The name in the folder of what a path really leads to, links followed; null: it leads out. */
  real(dir: string, path: string): string | null;
  /** The real path of a run's directory. Throws `usage` for one that is missing, the home folder or `/`. */
  open(dir: string): string;
  /** Contents go into `keep`, which answers the blob's hash. */
  capture(
    dir: string,
    paths: readonly string[],
    keep: (bytes: Uint8Array) => string,
  ): readonly Capture[];
}
