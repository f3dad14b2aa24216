import type { JsonObject } from "../../../kernel/json.ts";
import type { World } from "../world.ts";
import { ANSWERS } from "./answers.ts";
import { CONDUCT } from "./conduct.ts";
import { LIES } from "./lies.ts";
import type { Order } from "./order.ts";
import { TASKS } from "./tasks.ts";
import type { RequestId } from "./wire.ts";

export interface Call {
  readonly id: RequestId;
  readonly tool: string;
  readonly args: JsonObject;
  readonly key: string;
  readonly world: World;
  readonly tools: JsonObject[];
  readonly order: Order;
  /** Does it, and gives the structured content of the answer. */
  done(): JsonObject;
  /** Does it, and gives the result of an honest server. */
  result(): JsonObject;
}

/** In place of the honest answer to one call. */
export type Misdeed = (call: Call) => void;

export const MISDEEDS: Readonly<Record<string, Misdeed>> = {
  ...ANSWERS,
  ...CONDUCT,
  ...LIES,
  ...TASKS,
};
