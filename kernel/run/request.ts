import { KernelError } from "../error.ts";
import type { JsonObject } from "../json.ts";
import type { ToolDefinition } from "../ports/tools.ts";
import type { RunContext } from "./context.ts";

/** One request to a tool, with a deadline: what does not answer in time is cancelled and abandoned. */
export async function request(
  { services, state }: RunContext,
  tool: ToolDefinition,
  args: JsonObject,
  call: string,
  signal: AbortSignal,
) {
  const began = services.clock.now();
  const deadline = new AbortController();
  const late = `no answer within ${services.callTimeout / 1000} s`;
  const forget = services.clock.after(services.callTimeout, () => deadline.abort(new Error(late)));
  const { run, dir } = state();
  const meta = { "dev.glassbox/effectId": call, "dev.glassbox/run": run };
  try {
    const { server, name } = tool;
    const either = AbortSignal.any([signal, deadline.signal]);
    const given = await services.tools.call({ server, name, args, dir, meta, signal: either });
    // A run that halts leaves its call in doubt: whether it was done is for whoever resumes to find out.
    if (signal.reason instanceof KernelError) throw signal.reason;
    const isLate = !given.ok && deadline.signal.aborted;
    const result = isLate ? { ...given, view: { text: `${server}__${name}: ${late}` } } : given;
    const milliseconds = services.clock.now() - began;
    return { result, ok: result.ok, view: result.view, hosts: [...result.hosts], milliseconds };
  } finally {
    forget();
  }
}
