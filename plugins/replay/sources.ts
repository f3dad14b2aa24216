import type { PluginSource } from "../../kernel/host.ts";
import type { ServerSpec } from "../../mcp/hub/index.ts";

/** What the house is made of, and its second house with it. */
export interface ReplaySources {
  /** Its plugins. */
  plugins(): readonly PluginSource[];
  /** Its servers; only those in this process are started, and only to say what they offer. */
  servers(): readonly ServerSpec[];
}
