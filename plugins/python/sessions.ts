import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import type { ToolCall } from "../../kernel/ports/tools.ts";
import { ADVANCED, type Advanced } from "./events.ts";
import type { Program } from "./program.ts";
import { sliceOf } from "./slice.ts";

const EXEC = "python_session_exec";

/**
 * The arguments of a call, which for a session say where it begins: at the checkpoint that the run's branch names, so
 * that a rewind or a fork takes the session along. One that is made again begins where it did the first time.
 */
export function withCheckpoint(host: Host, { effect, run }: Program, call: ToolCall): JsonObject {
  const { args, name } = call;
  const { session } = args;
  if (name !== EXEC || typeof session !== "string") return args;
  const { ledger, runs } = host.kernel();
  for (const { data } of ledger.readBranch(runs.head(run), { types: [ADVANCED] })) {
    const before = data as Advanced | null;
    if (before?.effect === effect && before.from !== null) return { ...args, from: before.from };
  }
  const at = sliceOf(runs.state(run)).sessions[session];
  return args["from"] !== undefined || at === undefined ? args : { ...args, from: at };
}

/** Where a session stands after a call, in the words of its answer; null: the call was about none. */
export function advanced({ effect }: Program, sent: JsonObject, view: unknown): Advanced | null {
  if (!isObject(view)) return null;
  const { session, checkpoint, from } = view as JsonObject;
  if (typeof session !== "string" || typeof checkpoint !== "string") return null;
  const given = typeof from === "string" ? from : sent["from"];
  return { session, effect, from: typeof given === "string" ? given : null, checkpoint };
}
