import { noDiagnostics } from "./event.ts";
import type { ServerStatus } from "./event.ts";
import type { Known } from "./known.ts";
import { poolOf } from "./pool.ts";
import type { ServerSpec } from "./spec.ts";
import type { Upstream } from "./upstream.ts";

/** How one instance is; without one, how the server is. */
export function statusOf(
  known: Known,
  spec: ServerSpec,
  root: string,
  upstream: Upstream | undefined,
): ServerStatus {
  const manifest = known.get(spec, root);
  const definitions = manifest && known.definitions(spec, manifest);
  const quarantined = manifest ? known.quarantined(spec, manifest) : [];
  const whole = quarantined.find(({ kind }) => kind === "server");
  return {
    server: spec.name,
    dir: root,
    transport: spec.transport,
    ...(whole ? { state: "quarantined", reason: whole.reason } : stateOf(upstream, manifest)),
    tools: manifest ? known.offered(spec, manifest).map((tool) => tool.name) : [],
    leftOut: definitions?.leftOut ?? [],
    quarantined,
    era: manifest?.era,
    protocol: manifest?.protocol ?? "",
    pool: poolOf(spec),
    diagnostics: upstream?.life.diagnostics ?? noDiagnostics,
  };
}

function stateOf(
  upstream: Upstream | undefined,
  manifest: unknown,
): Pick<ServerStatus, "state" | "reason"> {
  const state = upstream?.life.state;
  if (state !== undefined && state.is !== "configured") {
    return { state: state.is, reason: state.reason };
  }
  return { state: manifest === undefined ? "configured" : "known", reason: "" };
}
