import type { AccountState, Budget } from "../../kernel/fold/account.ts";
import type { KernelParts } from "../../kernel/host.ts";

export type Limit = keyof Budget;
export type Amounts = Readonly<Record<Limit, number>>;

/** What of a budget is gone, for one run with all that it has begun and all forks of it. */
export interface Taken {
  readonly used: Amounts;
  /** What it may still take while it is not over. */
  readonly held: Amounts;
}

export const LIMITS: readonly Limit[] = ["steps", "seconds", "modelCalls", "tokens", "usd"];
const NONE: Amounts = { steps: 0, seconds: 0, modelCalls: 0, tokens: 0, usd: 0 };
/** After these a run that was over may take more. */
const REOPENS = new Set(["run.forked", "run.rewound", "run.diverged", "run.claimed"]);

/** What runs have taken, from their accounts. Of one that is over it is worked out once. */
export class TakenByRuns {
  readonly #kernel: () => Pick<KernelParts, "ledger" | "runs">;
  readonly #over = new Map<string, Taken>();

  constructor(kernel: () => Pick<KernelParts, "ledger" | "runs">) {
    this.#kernel = kernel;
    const { ledger } = kernel();
    ledger.onCommit((events) => {
      for (const { type, branch } of events)
        if (REOPENS.has(type)) this.#over.delete(ledger.branch(branch)?.root ?? branch);
    });
  }

  by(run: string): Taken {
    const known = this.#over.get(run);
    if (known) return known;
    const account = this.#kernel().runs.account(run);
    const taken = takenIn(account);
    if (isOver(account)) this.#over.set(run, taken);
    return taken;
  }
}

/** A run that is granted this and is not on record yet. */
export function takenAtMost(budget: Budget): Taken {
  return { used: NONE, held: heldOf(budget, NONE) };
}

function takenIn(account: AccountState): Taken {
  const { steps, modelCalls, tokens, usd } = account.spent;
  const used = { steps, modelCalls, tokens, usd, seconds: account.active / 1000 };
  const { budget } = account.runs[account.root]!;
  return { used, held: isOver(account) ? NONE : heldOf(budget, used) };
}

function isOver({ runs }: AccountState): boolean {
  return Object.values(runs).every((run) => run.isOver);
}

function heldOf(budget: Budget, used: Amounts): Amounts {
  const held = LIMITS.map((limit) => [limit, Math.max(0, (budget[limit] ?? 0) - used[limit])]);
  return Object.fromEntries(held) as Amounts;
}
