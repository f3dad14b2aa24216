import type { Host } from "../../kernel/host.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import { canonicalize, type JsonObject, sha256 } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";
import type { Alternative } from "../contracts/decisions.ts";
import type { Next } from "../contracts/driver.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Afterwards } from "./goal-driver.ts";
import type { AskModel } from "./model/call.ts";
import type { ModelPlanning } from "./planning.ts";
import { endReasons } from "./reasons.ts";

/** As the reflector offers itself, under the kind `reflector`. */
interface Reflector {
  reflect(request: Reflection, signal: AbortSignal): Promise<Patch>;
}

interface Reflection {
  readonly goal: string;
  /** With the plan that came to its end otherwise than predicted. */
  readonly state: RunState;
  readonly tools: readonly ToolDefinition[];
  readonly ledger: Ledger;
  readonly ask: AskModel;
  /** A model that only points. */
  readonly isSmall: boolean;
}

type Patch =
  | {
      readonly kind: "plan";
      readonly plan: JsonObject;
      readonly reason: string;
      /** What was not as expected. */
      readonly fault: string;
      /** What the model was offered and did not take. */
      readonly alternatives: readonly Alternative[];
    }
  | { readonly kind: "cannot"; readonly reason: string };

/** What was not as predicted goes to the reflector, where there is one and a model for it. */
export function reflectWith(host: Host, models: ModelPlanning): Afterwards {
  return async (state, _account, tools, signal) => {
    // Who wrote a plan by hand or as a skill meant it as it is.
    const kind = state.plan?.ground.kind ?? "nobody";
    if (kind !== "model")
      return ended(`only what a model planned is mended, and this plan is of kind ${kind}`);
    const reflector = host.provided<Reflector>("reflector").get("model");
    const model = reflector && (await models.model(state.driver?.options ?? {}));
    if (!reflector || !model) return ended("there is no model to mend the plan");
    const goal = state.goal?.text ?? "";
    const { ledger } = host.kernel();
    const parts = { goal, state, tools, ledger, isSmall: models.isSmall(model) };
    const patch = await reflector.reflect({ ...parts, ask: models.asking(state, model) }, signal);
    if (patch.kind === "cannot") return ended(patch.reason, patch.reason);
    const hash = sha256(canonicalize(patch.plan));
    const ground = { kind: "model", name: model.name, hash, slots: {} };
    const { reason: choice, fault, alternatives } = patch;
    const how = parts.isSmall ? "chose this line" : "wrote this mend";
    const rationale = `${fault}; the model ${model.name} ${how}`;
    const stated = { kind: "mend", choice, rationale, alternatives, confidence: null, grounds: [] };
    return { kind: "plan", proposal: { plan: patch.plan, ground, reasons: stated } };
  };
}

function ended(rationale: string, ...missing: readonly string[]): Next {
  return { kind: "finish", missing, reasons: endReasons(rationale) };
}
