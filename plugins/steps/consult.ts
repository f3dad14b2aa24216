import type { ConsultReason } from "../../kernel/decide.ts";
import { KernelError, unavailable } from "../../kernel/error.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import type { Driver } from "../contracts/driver.ts";
import { closing, conclude } from "./conclude.ts";
import { decided } from "./decided.ts";

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
  if (next.kind === "finish") return conclude(context, next.missing, next.isSpent, next.reasons);
  const { reasons } = next.proposal;
  try {
    const { plan } = next.proposal;
    const checked = services.plans.check(plan, [...tools.values()], state().access);
    const accepted = services.plans.accepted(draft, next.proposal, checked);
    const drafts = [...closing(context, checked.plan), accepted];
    return await services.ledger.append(decided(context, drafts, reasons));
  } catch (error) {
    if (!(error instanceof KernelError) || error.code !== "usage") throw error;
    const refused = reasons && { ...reasons, ...refusal(reasons.choice, error.message) };
    return conclude(context, [error.message], false, refused);
  }
}

/** A plan that is not well formed is none. */
function refusal(choice: string, reason: string) {
  const alternatives = [{ choice, reason, score: null }];
  const rationale = `the plan cannot be accepted: ${reason}`;
  return { kind: "finish", choice: "end the run", rationale, alternatives };
}
