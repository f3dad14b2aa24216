import type { ConsultReason } from "../../kernel/decide.ts";
import { KernelError, unavailable } from "../../kernel/error.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import type { Driver } from "../contracts/driver.ts";
import { closing, conclude } from "./conclude.ts";

/** Asks the driver what comes next: another plan, or the end. */
export async function consult(context: RunContext, reason: string, signal: AbortSignal) {
  const { services, tools, draft, state, account } = context;
  const name = state().driver?.name ?? "";
  const driver = services.provided<Driver>("driver").get(name);
  if (!driver) throw unavailable(`the driver "${name}" is not there`, "run doctor");
  const next = await driver
    .next(reason as ConsultReason, state(), account(), signal)
    .catch((error: unknown) => (signal.aborted ? null : Promise.reject(error)));
  if (signal.aborted || !next) return;
  if (next.kind === "finish") return conclude(context, next.missing, next.isSpent);
  try {
    const { plan } = next.proposal;
    const checked = services.plans.check(plan, [...tools.values()], state().access);
    const accepted = services.plans.accepted(draft, next.proposal, checked);
    return await services.ledger.append([...closing(context, checked.plan), accepted]);
  } catch (error) {
    if (!(error instanceof KernelError) || error.code !== "usage") throw error;
    return conclude(context, [error.message]);
  }
}
