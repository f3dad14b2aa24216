import type { Tools } from "./tools.ts";
import type { Workspace } from "./workspace.ts";

/** Ports that plugins bring. What only plugins need of each other is added by `plugins/contracts`. */
export interface Ports {
  readonly workspace: Workspace;
  readonly tools: Tools;
}
