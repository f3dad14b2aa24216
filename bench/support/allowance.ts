import type { AccountState } from "../../kernel/fold/account.ts";
import type { Payload } from "../../kernel/vocabulary.ts";

type Given = Payload<"grant.given">["allows"][number];

/** Covers any call, as often as it likes, but for what is said of it. */
export const allowance = (parts: Partial<Given> = {}): Given => ({
  tool: "*",
  args: true,
  count: null,
  undoable: false,
  seen: false,
  step: null,
  plan: null,
  definitions: null,
  ...parts,
});

type Kept = AccountState["grants"][number]["allows"][number];

/** As the account has it. */
export const kept = ({ used = 0, ...parts }: Partial<Kept> = {}): Kept => ({
  ...allowance(parts),
  used,
});
