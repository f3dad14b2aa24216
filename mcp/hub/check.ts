import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Diagnostics, LeftOut, Quarantined } from "./event.ts";
import type { Manifest } from "./manifest.ts";
import type { Pools } from "./pools.ts";
import { nameProblem } from "./spec.ts";
import type { ServerSpec } from "./spec.ts";
import { Upstream } from "./upstream.ts";

/** What came of starting a server once. */
export interface Checked {
  readonly tools: readonly ToolDefinition[];
  readonly leftOut: readonly LeftOut[];
  readonly quarantined: readonly Quarantined[];
  readonly manifest: Manifest;
  readonly diagnostics: Diagnostics;
  /** From its start to the end of what it says of itself. */
  readonly startMs: number;
}

/**
 * Starts a server beside those that run, and ends it. What it said is kept, so that nobody has to start it only to list
 * its tools. Rejects with a sentence.
 */
export async function checkServer(spec: ServerSpec, root: string, pools: Pools): Promise<Checked> {
  const problem = nameProblem(spec.name);
  if (problem !== undefined) throw new Error(problem);
  const { known } = pools;
  const options = pools.optionsFor(spec, root);
  // What is tried out is no server of the house yet.
  const quiet = { ...options, onEvent: pools.note, notified() {}, learned() {} };
  const upstream = new Upstream(spec, root, quiet);
  const begun = performance.now();
  try {
    const live = await upstream.live();
    const startMs = Math.round(performance.now() - begun);
    pools.learned(spec, root, live.manifest, []);
    const manifest = known.get(spec, root) ?? known.manifestOf(spec, live.manifest);
    return {
      tools: live.definitions.tools,
      leftOut: live.definitions.leftOut,
      quarantined: known.quarantined(spec, manifest),
      manifest,
      diagnostics: upstream.life.diagnostics,
      startMs,
    };
  } finally {
    await upstream.retire("the check is done");
  }
}
