import { KernelError } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { canonicalize, type JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../../mcp/fault.ts";
import { type Reply, STEP } from "./call-log.ts";
import { beginChild } from "./child.ts";
import { proposalOf } from "./driver.ts";
import { KEPT, note } from "./events.ts";
import { INVALID } from "./params.ts";
import type { Program, Wanted } from "./program.ts";
import type { Programs } from "./programs.ts";

export interface OwnCall {
  /** What it is found again by: `call 3`, `file 0`. */
  readonly key: string;
  readonly server: string;
  readonly name: string;
  /** As a plan has them. */
  readonly args: JsonObject;
  /** SHA-256 of the contents that they name. */
  readonly kept: readonly string[];
}

/** Makes a call of a program a step of its run, or answers it from the record; resolves once it is over. */
export function perform(
  host: Host,
  programs: Programs,
  program: Program,
  call: OwnCall,
  signal: AbortSignal,
): Promise<Reply> {
  if (program.isLook)
    throw new RequestFault(INVALID, "a program that looks whether something holds calls nothing");
  const made = program.turn.then(() => performNext(host, programs, program, call, signal));
  program.turn = made.catch(() => {});
  return made;
}

async function performNext(
  host: Host,
  programs: Programs,
  program: Program,
  { key, server, name, args, kept }: OwnCall,
  signal: AbortSignal,
): Promise<Reply> {
  signal.throwIfAborted();
  await begin(host, programs, program);
  const tool = `${server}__${name}`;
  const known = programs.log(program).calls.get(key);
  if (known) assertSame(program, key, known, { tool, args });
  const { end } = programs.log(program);
  if (!known && end)
    return { ok: false, message: `no more calls may be made: ${end.reason || end.outcome}` };
  const misfit = known ? null : await misfitOf(host, program, { key, server, name, args });
  if (misfit !== null) return { ok: false, message: misfit };
  // Whoever makes room among contents leaves those alone that an event names.
  if (!known && kept.length > 0)
    await note(host, program.child, KEPT, { effect: program.effect, key, contents: [...kept] });
  if (!known) {
    program.wanted = { key, server, name, args };
    programs.ring();
  }
  return programs.until(signal, () => {
    const log = programs.log(program);
    const call = log.calls.get(key);
    if (log.end && !call?.isOver) return refused(log.end);
    if (!call || !(call.isOver || program.settled === key)) return null;
    return call.reply?.() ?? refused(log.end);
  });
}

/** Why the call cannot become a plan; as one it would end the run that all calls are steps of. */
async function misfitOf(host: Host, program: Program, wanted: Wanted): Promise<string | null> {
  const { access } = host.kernel().runs.state(program.run);
  const tools = await host.needs("tools").list(program.dir);
  try {
    host.needs("plans").check(proposalOf(wanted).plan, tools, access);
    return null;
  } catch (error) {
    if (!(error instanceof KernelError) || error.code !== "usage") throw error;
    return error.message.replace(`plan: step "${STEP}": `, "").replace(/^plan: it/, "the call");
  }
}

function refused(end: { readonly outcome: string; readonly reason: string } | null): Reply {
  return { ok: false, message: end?.reason || end?.outcome || "nothing came of the call" };
}

/** From now on the program belongs to its run and not to the request that began it. */
async function begin(host: Host, programs: Programs, program: Program): Promise<void> {
  program.begun ??= beginChild(host, program);
  await program.begun;
  if (program.isParked) return;
  program.isParked = true;
  programs.ring();
}

/** A program that is executed again and does something else would have other effects than those on record. */
function assertSame(
  program: Program,
  key: string,
  known: { readonly tool: string; readonly args: JsonObject },
  now: { readonly tool: string; readonly args: JsonObject },
): void {
  const isSame = known.tool === now.tool && canonicalize(known.args) === canonicalize(now.args);
  if (isSame) return;
  const what = known.tool === now.tool ? "with other arguments" : `and not ${known.tool}`;
  program.failure = `the program was executed again and did not repeat itself: ${key} is ${now.tool} ${what}; no effect was made twice`;
  program.controller.abort(new Error(program.failure));
  throw new RequestFault(INVALID, program.failure);
}
