import { type KernelError, usage } from "../../../kernel/error.ts";

/** Why no skill can be made of a run, and what would help. */
export function cannotKeep(why: string, mend: string): KernelError {
  return usage(`the run cannot be kept as a skill: ${why}`, mend);
}
