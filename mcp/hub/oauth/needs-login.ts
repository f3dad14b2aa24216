import { Unsent } from "../http/unsent.ts";

/** A person has to log in before the server serves. */
export class NeedsLogin extends Unsent {}

/** Whether that is what stands behind an error. */
export function needsLogin(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof NeedsLogin) return true;
  }
  return false;
}
