import { relative, resolve, sep } from "node:path";

import { toolKey } from "../../kernel/plan.ts";
import type { Capture, Workspace } from "../../kernel/ports/workspace.ts";
import type { Holder, InFlight, PendingCall } from "../../kernel/reflex/reflex.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import type { PreparedCall } from "../contracts/plans.ts";
import { callsInLastMinute } from "./rate.ts";

/** What a call is besides its plan: its identity, what it would change, and who else is at work. */
export interface Particulars {
  readonly key: string;
  keep(): readonly Capture[];
  dormant(): readonly Holder[];
}

/** A call as the reflexes see it, at this moment. */
export function pendingCall(
  { services, state }: RunContext,
  step: string,
  { tool, args, content, paths, tainted }: PreparedCall,
  { key, keep, dormant }: Particulars,
): PendingCall {
  const { dir } = state();
  const limits = services.limits(dir);
  const isHolding = tool.effect !== "read" && paths.length > 0;
  const leading = links(services.workspace, dir, paths);
  return {
    step,
    server: tool.server,
    tool: toolKey(tool),
    args,
    effect: tool.effect,
    content,
    key,
    paths: touched(services.workspace, dir, paths),
    risks: [
      ...tainted.map((argument) => `${argument} of ${toolKey(tool)} comes from outside`),
      ...(tool.effect === "read" ? [] : leading),
    ],
    get undoable() {
      if (tool.effect === "once" || paths.length === 0 || leading.length > 0) return false;
      return keep().every(isGivenBack);
    },
    definition: tool.hash,
    now: services.clock.now(),
    inFlight: [...services.inFlight],
    held: isHolding ? [...services.held(), ...dormant()] : [],
    recent: limits.callsPerMinute === null ? 0 : callsInLastMinute(services, tool.server),
    limits,
    fits: (schema) => services.validator.mismatch(schema, args) === null,
  };
}

/** A path goes by one name, however it was written and whatever links lead there. */
function touched(workspace: Workspace, dir: string, paths: readonly string[]): readonly string[] {
  return paths.map((path) => workspace.real(dir, path) ?? nameOf(dir, path));
}

/** Paths that are not what they are called. */
function links(workspace: Workspace, dir: string, paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    const real = workspace.real(dir, path);
    if (real === nameOf(dir, path)) return [];
    return `${path} leads ${real === null ? "out of the folder" : `to ${real}`}`;
  });
}

function nameOf(dir: string, path: string): string {
  return relative(dir, resolve(dir, path)).split(sep).join("/") || ".";
}

/** Nothing stood there, or what did is kept, below a folder too. */
function isGivenBack({ kind, kept }: Capture): boolean {
  return kind === "absent" || kept;
}

export function flightOf({ state }: RunContext, call: PendingCall, grant: string | null): InFlight {
  const { run, dir } = state();
  const paths = call.effect === "read" ? [] : call.paths;
  const spent = { steps: 1, modelCalls: 0, tokens: 0, usd: 0 };
  return { run, ...spent, grant, key: call.key, dir, paths };
}
