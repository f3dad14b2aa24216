import type { EventDraft } from "../event.ts";
import type { AccountState } from "../fold/account.ts";
import type { Draft } from "./draft.ts";

/**
 * Calls whose kernel died between intent and result. A read is made again; anything else has an unknown outcome, is
 * never made again unasked, and fails its step with that reason.
 */
export function recoveryDrafts(draft: Draft, branch: string, account: AccountState): EventDraft[] {
  return Object.entries(account.open)
    .filter(([, open]) => open.branch === branch)
    .map(([call, { step, purpose, effect, tool }]) => {
      const reason =
        effect === "read"
          ? "the kernel stopped during this read; it is made again"
          : `the kernel stopped while ${tool} was under way: its outcome is unknown`;
      const then = effect === "read" ? "repeat" : "fail";
      return draft("tool.unknown", { call, step, purpose, reason, then }, call);
    });
}
