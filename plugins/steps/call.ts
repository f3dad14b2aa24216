import { relative, resolve, sep } from "node:path";

import { KernelError } from "../../kernel/error.ts";
import type { EventDraft } from "../../kernel/event.ts";
import { canonicalize, type JsonObject, sha256, textIn } from "../../kernel/json.ts";
import { OPEN_STEP } from "../../kernel/fold/run-state.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { PreparedCall } from "../contracts/plans.ts";
import type { Capture, Workspace } from "../../kernel/ports/workspace.ts";
import { grantFor } from "../../kernel/reflex/policy.ts";
import type { Holder, InFlight, PendingCall, Veto } from "../../kernel/reflex/reflex.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import { openCallApproval } from "./approval-call.ts";
import { permit } from "./permit.ts";
import { callsInLastMinute, countCall } from "./rate.ts";
import { request, type Requested } from "./request.ts";
import { MOST_TRIES } from "./tries.ts";
import { ownVerdict } from "./verdict.ts";

const PAUSE_MS = 200;

/** Intent, call, result, and the judgement where the answer itself allows it. */
export async function callTool(
  context: RunContext,
  step: string,
  signal: AbortSignal,
  dormant: () => readonly Holder[],
) {
  const { services, draft, state } = context;
  const known = state().plan?.steps[step] ?? OPEN_STEP;
  // Before the intent, which the request follows at once.
  if (known.tries > 0)
    await new Promise<void>((resolve) => void services.clock.after(PAUSE_MS, resolve));
  const prepared = services.plans.prepare(context, step);
  if (typeof prepared === "string") return fail(context, step, prepared);
  const { tool, args } = prepared;
  const content = sha256(`${toolKey(tool)}\n${canonicalize(args)}`);
  const key = () => known.key || leftInDoubt(context, tool.effect, content);
  // What stands at its paths is kept when nobody else is about to change it, and at once before the intent.
  let captures: readonly Capture[] = [];
  const keep = () => (captures = capture(context, prepared));
  const pending = () =>
    pendingCall(context, step, prepared, { content, key: key(), keep, dormant });
  const taken: { flight?: InFlight } = {};
  const take = (call: PendingCall) => {
    const grant = tool.effect === "read" ? null : grantFor(call, state(), context.account());
    keep();
    taken.flight = flightOf(context, call, grant);
    services.inFlight.add(taken.flight);
    countCall(services, tool.server);
  };
  const veto = await permit(context, pending, take, signal).catch(vetoOutside);
  if (veto === "called off") return;
  if (veto) return refuse(context, step, prepared, pending(), veto);
  const flight = taken.flight!;
  let id: string;
  try {
    const intent = draft("tool.intended", {
      step,
      purpose: "step",
      ...prepared.recorded,
      server: tool.server,
      tool: tool.name,
      effect: tool.effect,
      definition: tool.hash,
      expect: prepared.expect as unknown as JsonObject[],
      key: flight.key,
      content,
      grant: flight.grant,
      paths: [...flight.paths],
    });
    const kept = captures.length === 0 ? [] : [captured(context, step, captures)];
    id = (await services.ledger.append([...kept, intent])).at(-1)!.id;
  } finally {
    services.inFlight.delete(flight);
  }
  const made = await request(context, tool, args, flight.key || id, signal);
  return services.ledger.append(outcome(context, step, prepared, id, made));
}

/** A path that is none of the folder's forbids the call. */
function vetoOutside(error: unknown): Veto {
  if (!(error instanceof KernelError) || error.code !== "usage") throw error;
  return { rule: "workspace", fault: "error", reason: error.message };
}

/**
 * The id of an effect that a plan before this one has left in doubt: the first that makes the same call makes it under that
 * id. A once is another effect, and is asked about.
 */
function leftInDoubt({ services, state }: RunContext, effect: string, content: string): string {
  const id = effect === "once" ? undefined : state().unsettled[content];
  return id === undefined || [...services.inFlight].some(({ key }) => key === id) ? "" : id;
}

/** What is written of a call that has come back, or has not. */
function outcome(
  context: RunContext,
  step: string,
  { tool, expect, tainted: sources }: PreparedCall,
  call: string,
  { result, recorded }: Requested,
): EventDraft[] {
  const { services, draft, state } = context;
  const about = { step, purpose: "step" as const, call };
  if (result.ok && result.handle)
    return [draft("tool.deferred", { ...about, handle: { ...result.handle } }, call)];
  const tries = (state().plan?.steps[step]?.tries ?? 0) + 1;
  const isProbed = tool.effect === "probe" && expect.some((one) => one.probe) && !result.final;
  const isUnknown = result.fate === "unknown" && tool.effect !== "read";
  if (!result.ok && (isUnknown || (isProbed && result.fate !== "unsent"))) {
    const reason = textIn(result.view);
    return [draft("tool.unknown", { ...about, reason, then: "settle" }, call)];
  }
  const isRepeatable =
    tool.effect === "read" || tool.effect === "keyed" || result.fate === "unsent";
  const isWorthIt = isRepeatable && !result.final && tries < MOST_TRIES;
  const then = !result.ok && isWorthIt ? ("repeat" as const) : ("close" as const);
  const tainted = !tool.trusted || recorded.hosts.length > 0 || sources.length > 0;
  const finished = draft("tool.finished", { ...about, ...recorded, tainted, then }, call);
  if (!result.ok) return [finished];
  const facts = Object.entries(services.plans.learn(context, step, result.view)).map(
    ([name, value]) => draft("fact.learned", { name, value, source: call, trust: "tool" }, call),
  );
  return [finished, ...facts, ...ownVerdict(context, step, expect, result.view, call)];
}

interface Particulars {
  readonly content: string;
  readonly key: string;
  keep(): readonly Capture[];
  dormant(): readonly Holder[];
}

function pendingCall(
  { services, state }: RunContext,
  step: string,
  { tool, args, paths, tainted }: PreparedCall,
  { content, key, keep, dormant }: Particulars,
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

/** Nothing stood there, or what did is kept. A folder is only known by its name. */
function isGivenBack({ kind, kept }: Capture): boolean {
  return kind === "absent" || kept;
}

function flightOf({ state }: RunContext, call: PendingCall, grant: string | null): InFlight {
  const { run, dir } = state();
  const paths = call.effect === "read" ? [] : call.paths;
  const spent = { steps: 1, modelCalls: 0, tokens: 0, usd: 0 };
  return { run, ...spent, grant, key: call.key, dir, paths };
}

/** What is about to be changed is kept first, so that it can be given back. */
function capture({ services, state }: RunContext, { tool, paths }: PreparedCall) {
  if (tool.effect === "read" || paths.length === 0) return [];
  const keep = (bytes: Uint8Array) => services.ledger.putBlob(bytes);
  return services.workspace.capture(state().dir, paths, keep);
}

function captured({ draft, state }: RunContext, step: string, captures: readonly Capture[]) {
  const { dir } = state();
  const kept = captures as unknown as JsonObject[];
  return draft("workspace.captured", { step, dir, captures: kept });
}

async function refuse(
  context: RunContext,
  step: string,
  prepared: PreparedCall,
  call: PendingCall,
  { rule, fault, reason }: Veto,
) {
  const { services, draft } = context;
  const fired = draft("reflex.fired", { rule, step, reason });
  if (fault === "ask") return openCallApproval(context, step, prepared, call, reason);
  const ended = fault === "budget" ? ("budget" as const) : ("error" as const);
  const finished = draft("step.finished", { step, fault: ended, reason, value: null });
  return services.ledger.append([fired, finished]);
}

function fail({ services, draft }: RunContext, step: string, reason: string) {
  return services.ledger.append([
    draft("step.finished", { step, fault: "error", reason, value: null }),
  ]);
}
