import { unavailable } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import type { Lifecycle } from "../contracts/lifecycle.ts";

export function lifecycleOf(host: Pick<Host, "provided">): Lifecycle {
  const lifecycle = host.provided<Lifecycle>("lifecycle").get("runs");
  if (lifecycle) return lifecycle;
  throw unavailable("nothing here begins runs", "glassbox doctor names what failed");
}
