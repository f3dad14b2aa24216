import { z } from "zod";

import { KernelError } from "../../kernel/error.ts";
import type { Budget } from "../../kernel/fold/account.ts";
import type { Host } from "../../kernel/host.ts";
import { clientKeyIn } from "../../mcp/front/house/client-actor.ts";
import type { RunShares } from "../contracts/run-shares.ts";
import { RunsOfDay } from "./runs-of-day.ts";
import { type Limit, LIMITS, type Taken, takenAtMost, TakenByRuns } from "./taken.ts";

const WORDS: Readonly<Record<Limit, string>> = {
  steps: "steps",
  seconds: "seconds",
  modelCalls: "calls of models",
  tokens: "tokens",
  usd: "dollars",
};
/** Sums of money leave less than this over. */
const NOTHING = 1e-9;

const amount = z.number().nonnegative().nullable().default(null);
const settings = z.object({
  mcp: z
    .object({
      budget: z
        .object({
          steps: amount,
          seconds: amount,
          modelCalls: amount,
          tokens: amount,
          usd: amount,
        })
        .prefault({}),
    })
    .prefault({}),
});

/**
 * `mcp.budget`: what the runs together may take that one client begins in a day. It is read from the accounts of those
 * runs, so neither a restart nor another name of the client gives it a new one.
 */
export function dayBudget(host: Host): RunShares {
  const begun = new RunsOfDay(() => host.kernel());
  const taken = new TakenByRuns(() => host.kernel());
  /** What is granted to runs that are not on record yet, by client. */
  const beginning = new Map<string, Set<Budget>>();

  function takenBy(client: string): readonly Taken[] {
    const now = host.kernel().runs.services.clock.now();
    const onRecord = begun.of(client, now).map((run) => taken.by(run));
    return [...onRecord, ...[...(beginning.get(client) ?? [])].map(takenAtMost)];
  }

  return {
    async grant({ actor, budget, share }) {
      const client = clientKeyIn(actor);
      const day = settings.parse(host.config()).mcp.budget;
      const limited = LIMITS.filter((limit) => day[limit] !== null);
      if (client === null || limited.length === 0) return { budget, release() {} };
      const gone = takenBy(client);
      const parts = limited.map((limit) => {
        const asked = budget[limit] ?? share?.[limit] ?? null;
        return [limit, partOf(limit, day[limit]!, asked, gone)] as const;
      });
      const granted: Budget = { ...budget, ...Object.fromEntries(parts) };
      const open = beginning.get(client) ?? new Set();
      beginning.set(client, open.add(granted));
      return { budget: granted, release: () => void open.delete(granted) };
    },
  };
}

/** The smaller of what is asked and what is left. Throws when that is nothing, and something was asked. */
function partOf(limit: Limit, day: number, asked: number | null, taken: readonly Taken[]): number {
  const used = taken.reduce((sum, one) => sum + one.used[limit], 0);
  const held = taken.reduce((sum, one) => sum + one.held[limit], 0);
  const left = day - used - held;
  if (asked === 0) return 0;
  if (left > NOTHING) return asked === null ? left : Math.min(asked, left);
  const setting = `mcp.budget.${limit}`;
  const raise = `a person can change it: glassbox config set ${setting} N`;
  throw new KernelError(
    "budget",
    `${setting}: of ${day} ${WORDS[limit]} a day for this client none are left`,
    {
      hint:
        held > NOTHING
          ? `runs of it that are not over hold ${rounded(held)}: wait for them or stop one; ${raise}`
          : `there are more from midnight UTC on; ${raise}`,
    },
  );
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
