import type { RunState } from "../../kernel/fold/run-state.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Alternative } from "../contracts/decisions.ts";

/** As the planner lends it: every call is on record before it is made. */
export interface ModelRequest {
  readonly purpose: string;
  readonly system: string;
  readonly prompt: string;
  /** A JSON Schema that the answer has to fit; null: free text. */
  readonly schema: JsonObject | null;
  readonly maxOutputTokens: number;
  readonly isRaw?: boolean;
}

export interface ModelReply {
  readonly text: string;
  readonly isCut: boolean;
}

export type AskModel = (request: ModelRequest, signal: AbortSignal) => Promise<ModelReply>;

/** A run that is not going as predicted. */
export interface Reflection {
  readonly goal: string;
  /** With the plan that failed. */
  readonly state: RunState;
  readonly tools: readonly ToolDefinition[];
  readonly ledger: Ledger;
  readonly ask: AskModel;
  /** The model only points: it chooses one line among a few. */
  readonly isSmall: boolean;
}

/** A whole plan to go on with, or why there is none: in the model's own words where it was the model that said so. */
export type Patch =
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

/** Offered to other plugins under the kind `reflector`. */
export interface Reflector {
  reflect(request: Reflection, signal: AbortSignal): Promise<Patch>;
}

export function cannot(reason: string): Patch {
  return { kind: "cannot", reason };
}
