/** One public problem with its canonical solution and its tests, as one program. */
export interface Problem {
  /** Such as `HumanEval/0` or `mbpp/601`. */
  readonly id: string;
  readonly code: string;
}

/** A file of problems that cannot be read: a sentence for people. */
export class ProblemsError extends Error {}
