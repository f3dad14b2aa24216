import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { ToolCall, ToolResult } from "../../kernel/ports/tools.ts";
import { ADVANCED, note, VIOLATION, WEAK } from "./events.ts";
import type { Program } from "./program.ts";
import { advanced } from "./sessions.ts";
import { sliceOf } from "./slice.ts";

/** Puts on record what an answer says besides its result, before anybody acts on it. */
export async function observe(
  host: Host,
  program: Program,
  call: ToolCall,
  result: ToolResult,
): Promise<ToolResult> {
  const { effect, run, step } = program;
  const { runs } = host.kernel();
  const { view } = result;
  const session = advanced(program, call.args, view);
  if (session && sliceOf(runs.state(run)).sessions[session.session] !== session.checkpoint)
    await note(host, run, ADVANCED, { ...session });
  const missing = namesIn(isObject(view) ? view["walls"] : null);
  if (missing.length > 0 && !sliceOf(runs.state(run)).isWeak)
    await note(host, run, WEAK, { effect, step, missing });
  const violations = namesIn(isObject(view) ? view["violations"] : null);
  if (violations.length === 0) return result;
  await note(host, run, VIOLATION, { effect, step, tool: call.name, violations });
  // Whether it is tried once more is for a person to say.
  return { ...result, final: true };
}

function namesIn(value: JsonValue | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: JsonValue) => {
    const name = isObject(one) ? (one as JsonObject)["name"] : one;
    return typeof name === "string" ? [name] : [];
  });
}
