import type { Models } from "./model.ts";
import type { Plans } from "./plans.ts";
import type { Tools } from "./tools.ts";
import type { Validator } from "./validator.ts";
import type { Workspace } from "./workspace.ts";

/** Ports that plugins bring. */
export interface Ports {
  readonly validator: Validator;
  readonly workspace: Workspace;
  readonly models: Models;
  readonly plans: Plans;
  readonly tools: Tools;
}
