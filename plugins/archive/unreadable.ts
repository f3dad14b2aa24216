import { KernelError } from "../../kernel/error.ts";

export function unreadable(root: string): KernelError {
  return new KernelError("ledger", `the archive's copy of run ${root} cannot be read`, {
    hint: "restore its segment from a backup",
  });
}
