import { rmdirSync, rmSync, unlinkSync } from "node:fs";

import { KernelError, messageOf } from "../../../kernel/error.ts";
import type { Step } from "./survey.ts";

/** In order, up to the first that does not go: what comes last tells that there is more to do. */
export function removeAll(steps: readonly Step[]): void {
  for (const step of steps) {
    try {
      remove(step);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
      throw new KernelError("unavailable", `${step.path} was not removed: ${messageOf(error)}`, {
        hint: "see that you may write in its folder, and call this again",
        cause: error,
      });
    }
  }
}

function remove({ path, is }: Step): void {
  if (is === "file") return unlinkSync(path);
  if (is === "tree") return rmSync(path, { recursive: true, force: true });
  try {
    rmdirSync(path);
  } catch {
    // Something came into it meanwhile, or the folder is a place where a disk is mounted. It is empty of us.
  }
}
