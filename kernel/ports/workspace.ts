/** What was at a path. */
export interface Capture {
  /** Relative to the run's directory, with `/`. */
  readonly path: string;
  readonly kind: "file" | "directory" | "symlink" | "absent" | "other";
  /** SHA-256 of the content (of a link: of where it leads), hex; null where there is none or nobody may read it. */
  readonly sha256: string | null;
  /** The content is kept under its hash and can be given back. */
  readonly kept: boolean;
  /** Permission bits. */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
}

/** A look at a whole folder. */
export interface Scan {
  /** Hash under which the list of everything in the folder is kept; equal folders have equal ones. */
  readonly manifest: string;
  /** What is not as it was at the last look at this folder, absent paths too. */
  readonly changes: readonly Capture[];
}

/** The person's files as the kernel sees them: where a run may work, and what stood there before. */
export interface Workspace {
  /** The name in the folder of what a path really leads to, links followed; null: it leads out. */
  real(dir: string, path: string): string | null;
  /** The real path of a run's directory. Throws `usage` for one that is missing, the home folder or `/`. */
  open(dir: string): string;
  /** What stands at each path, below a folder too. Contents are kept for good before this returns, unless it only looks. */
  capture(dir: string, paths: readonly string[], only?: "look"): readonly Capture[];
  /** Everything in the folder; null: more than anybody may look through at once. */
  scan(dir: string): Promise<Scan | null>;
}
