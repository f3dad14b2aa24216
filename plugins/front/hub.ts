import { unavailable } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import type { Hub } from "../../mcp/hub/index.ts";

/** What the front needs of the hub. */
export type FrontHub = Pick<
  Hub,
  "request" | "manifests" | "attach" | "notifications" | "release" | "status"
>;

export function hubOf(host: Host): FrontHub {
  const hub = host.provided<FrontHub>("hub").get("hub");
  if (hub) return hub;
  throw unavailable("there is no hub of tool servers", "glassbox doctor names what failed");
}
