import type { JsonValue } from "../../kernel/json.ts";
import type { Model } from "../contracts/models.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Example } from "./examples/example.ts";
import type { AskModel } from "./model/call.ts";
import type { OriginSettings } from "./point/parameter.ts";
import type { Retrieval } from "./retrieval.ts";

/** What a model's plan is made from. */
export interface Planning {
  readonly goal: string;
  readonly tools: readonly ToolDefinition[];
  readonly model: Model;
  readonly ask: AskModel;
  readonly retrieval: Retrieval;
  /** Proven steps of this home; null: no examples at all, shipped ones neither. */
  readonly proven: readonly Example[] | null;
  readonly facts: readonly { readonly name: string; readonly value: JsonValue }[];
  readonly hasInput: boolean;
  readonly settings: PlanningSettings;
}

export interface PlanningSettings {
  /** Weights from which a model writes a free plan first, and free texts in arguments. */
  readonly planFreeFrom: number;
  readonly arguments: OriginSettings;
}
