import { KernelError } from "../../kernel/error.ts";
import type { AccountState } from "../../kernel/fold/account.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { callText, chooseCall } from "./choose.ts";
import type { Decoded } from "./decode.ts";
import { errorsIn } from "./errors.ts";
import { helpfulReads, type Retrieval } from "./helpful.ts";
import { askForPatch } from "./mend.ts";
import { mendableSteps } from "./mendable.ts";
import { argumentsOf, offerFor } from "./offer.ts";
import { faultLine } from "./prompt.ts";
import { rebuiltPlan } from "./rebuild.ts";
import { cannot, type Patch, type Reflection, type Reflector } from "./reflection.ts";
import { recordedResults } from "./result.ts";
import type { OriginSettings } from "./value.ts";
import { courseAfter } from "./when.ts";

interface ReflectorParts {
  /** The branch that a run is on. */
  headOf(run: string): string;
  /** What the run tree has spent. */
  account(root: string): AccountState;
  /** Throws `usage` for a plan that is not well formed. */
  check(plan: JsonObject, tools: readonly ToolDefinition[], access: "read" | "write"): void;
  settings(): OriginSettings;
  /** Null: there is none here. */
  retrieval(): Retrieval | null;
}

/** Looks at what went wrong, and answers with the plan to go on with, or honestly that there is none. */
export function createReflector({
  headOf,
  account,
  check,
  settings,
  retrieval,
}: ReflectorParts): Reflector {
  return {
    async reflect(request, signal) {
      const { state, ledger, isSmall } = request;
      const errors = errorsIn(ledger, headOf(state.run));
      const course = courseAfter(state, account(state.root), errors);
      if (course.kind === "end") return cannot(course.reason);
      const plan = state.plan!;
      const make = (decoded: Decoded) => patchOf(request, decoded, check);
      const mendable = mendableSteps(plan);
      if (typeof mendable === "string") return cannot(mendable);
      const [first] = mendable.steps;
      const names = first ? Object.keys(argumentsOf(first)) : [];
      const { tools, goal } = request;
      const helpful = await helpfulReads(tools, goal, names, retrieval(), signal);
      const offer = offerFor(request, plan, mendable, helpful, settings());
      if (offer.steps.length === 0) return cannot("the tools of the plan are not there any more");
      return isSmall
        ? chooseCall(request, offer, make, signal)
        : askForPatch(request, offer, recordedResults(ledger, plan), make, signal);
    },
  };
}

function patchOf(
  { state, ledger, tools }: Reflection,
  decoded: Decoded,
  check: ReflectorParts["check"],
): Patch | string {
  const plan = rebuiltPlan(state.plan!, ledger, decoded);
  if (typeof plan === "string") return plan;
  try {
    check(plan, tools, state.access);
  } catch (error) {
    if (error instanceof KernelError && error.code === "usage") return error.message;
    throw error;
  }
  return {
    kind: "plan",
    plan,
    reason: reasonOf(decoded),
    fault: faultLine(state),
    alternatives: [],
  };
}

function reasonOf({ changed, added }: Decoded): string {
  const calls = [...added, ...changed].map((call) => `${call.id} is now ${callText(call)}`);
  return calls.join("; ");
}
