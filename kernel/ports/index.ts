import type { Models } from "./model.ts";
import type { Tools } from "./tools.ts";
import type { Workspace } from "./workspace.ts";

/** Ports that plugins bring. What only plugins need of each other is added by `plugins/contracts`. */
export interface Ports {
  readonly workspace: Workspace;
  readonly models: Models;
  readonly tools: Tools;
}
