import { KernelError } from "../../kernel/error.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { ToolDefinition, ToolResult } from "../../kernel/ports/tools.ts";
import { deadlineOf } from "./reflex/deadline.ts";
import { capped } from "./reflex/result-cap.ts";
import type { RunContext } from "../../kernel/run/context.ts";

/** What came of a request, and how it stands in its event. */
export interface Requested {
  readonly result: ToolResult;
  readonly recorded: {
    readonly ok: boolean;
    readonly code: string;
    readonly view: JsonValue;
    readonly whole: string | null;
    readonly hosts: readonly string[];
    readonly milliseconds: number;
  };
}

/** One request to a tool, with a deadline: what does not answer in time is cancelled and abandoned. */
export async function request(
  { services, state, account }: RunContext,
  tool: ToolDefinition,
  args: JsonObject,
  effectId: string,
  signal: AbortSignal,
): Promise<Requested> {
  const { clock } = services;
  const began = clock.now();
  const { run, dir } = state();
  const longest = deadlineOf(account(), run, services.callTimeout, began);
  const deadline = new AbortController();
  const late = `no answer within ${longest / 1000} s`;
  const forget = clock.after(longest, () => deadline.abort(new DOMException(late, "TimeoutError")));
  const meta = { "dev.glassbox/effectId": effectId, "dev.glassbox/run": run };
  const keyed = tool.key === undefined ? args : { ...args, [tool.key]: effectId };
  try {
    const { server, name, hash: definition } = tool;
    const either = AbortSignal.any([signal, deadline.signal]);
    const call = { server, name, args: keyed, dir, meta, definition, signal: either };
    const given = await services.tools.call(call);
    // A run that halts leaves its call in doubt: whether it was done is for whoever resumes to find out.
    if (signal.reason instanceof KernelError) throw signal.reason;
    const isLate = !given.ok && deadline.signal.aborted;
    const words = { view: { text: `${server}__${name}: ${late}` }, code: "deadline" };
    const result: ToolResult = isLate ? { ...given, ...words } : given;
    const milliseconds = clock.now() - began;
    const { ok, hosts } = result;
    const code = ok ? "" : (result.code ?? "tool_error");
    const text = JSON.stringify(result.view);
    const short = capped(text);
    const view = short ?? result.view;
    const whole = short && services.ledger.putBlob(Buffer.from(text));
    return { result, recorded: { ok, code, view, whole, hosts: [...hosts], milliseconds } };
  } finally {
    forget();
  }
}
