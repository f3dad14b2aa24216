export type ProblemCode =
  /** What was asked for cannot be meant: the caller's to mend. */
  | "argument"
  /** No index or folder has it in a form that runs here. */
  | "missing"
  | "unreachable"
  /** Two demands that nothing meets together. */
  | "conflict"
  /** Bytes that are not what they should be. */
  | "broken"
  /** Another process changes the same store. */
  | "busy";

/** One sentence for people that names what it is about and the mend. */
export class PackagesError extends Error {
  override readonly name = "PackagesError";
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string) {
    super(message);
    this.code = code;
  }
}
