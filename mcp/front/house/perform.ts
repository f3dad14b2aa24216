import { KernelError } from "../../../kernel/error.ts";
import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { toolKey } from "../../../kernel/plan.ts";
import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import type { Conversation } from "../desk.ts";
import { failure, failureOf } from "./answer.ts";
import { attend } from "./attend.ts";
import { callVerb, type House, folderOf } from "./house.ts";
import { askingCaller } from "./passed-caller.ts";
import { readable } from "./readable.ts";
import { type Report, reportData, reportText } from "./report.ts";
import { resultOf } from "./run-result.ts";

/** How long a call whose run goes on is waited for; a call of its own ends at the kernel's deadline before that. */
const MOST_SECONDS = 600;

/** The step of the plan that `tools.call` makes. */
export const CALL_STEP = "call";

/**
 * A call that may change something: in a run of its own, with the policy, the approval and the record of any other. What
 * the server asks meanwhile reaches the client.
 */
export async function perform(
  house: House,
  tool: ToolDefinition,
  args: JsonObject,
  at: Conversation,
  folder?: string,
): Promise<JsonObject> {
  try {
    if (at.client.principal.scope === "read")
      throw new KernelError(
        "denied",
        `${toolKey(tool)} may change something, and this client may only read`,
      );
    // Without a folder only tools are known that need none.
    const dir = folder ?? (await folderOf(house, at)) ?? house.emptyDir();
    return await inRunOfItsOwn(house, { tool: toolKey(tool), args, dir }, tool.server, at);
  } catch (error) {
    // No bug, and nobody is there to be told.
    if (at.signal.aborted) return failure(`${toolKey(tool)} was taken back`);
    return failureOf(error);
  }
}

async function inRunOfItsOwn(
  house: House,
  input: JsonObject,
  server: string,
  at: Conversation,
): Promise<JsonObject> {
  let run: string | null = null;
  let detach = () => {};
  // A client that takes its request back takes back the call, and nothing of it is left half done in silence.
  const stop = () => void stopNow(house, at, run);
  at.signal.addEventListener("abort", stop, { once: true });
  try {
    // What is aborted already tells nobody of it.
    at.signal.throwIfAborted();
    const called = await callVerb<Called>(house, at, "tools.call", input, {
      emit(part) {
        if (!isObject(part) || typeof part["run"] !== "string" || run !== null) return;
        run = part["run"];
        // It may have been taken back before there was a run to stop.
        if (at.signal.aborted) stop();
        detach = house.hub.attach(run, askingCaller(at.client));
      },
    });
    const report = await attend(house, at, called.run, MOST_SECONDS);
    return house.guard(toCallResult(house, report), server);
  } finally {
    at.signal.removeEventListener("abort", stop);
    detach();
  }
}

interface Called {
  readonly run: string;
}

async function stopNow(house: House, at: Conversation, run: string | null): Promise<void> {
  if (run === null) return;
  const { signal } = new AbortController();
  // One that is over already needs no stop.
  await callVerb(house, at, "run.stop", { run, now: true }, { signal }).catch(() => {});
}

/** What the tool said, as a `CallToolResult`; where it has not spoken, what became of its run. */
function toCallResult(house: House, report: Report): JsonObject {
  const { run, label, outcome } = report;
  const meta = { "dev.glassbox/run": run, "dev.glassbox/label": label };
  const said = outcome === null ? null : resultOf(house.kernel(), run, CALL_STEP);
  if (said === null) return { ...failure(reportText(report), reportData(report)), _meta: meta };
  const result = resultFrom(said.view);
  return { ...result, ...(said.ok ? {} : { isError: true }), _meta: meta };
}

/** The view is `structuredContent`, or else `{text, content}`. */
function resultFrom(view: JsonValue): JsonObject {
  if (isObject(view) && typeof view["text"] === "string" && Array.isArray(view["content"])) {
    const content = view["content"] as readonly JsonValue[];
    if (content.length > 0) return { content };
    return { content: view["text"] === "" ? [] : [{ type: "text", text: view["text"] }] };
  }
  if (isObject(view)) return readable({ content: [], structuredContent: view });
  return {
    content: [{ type: "text", text: typeof view === "string" ? view : JSON.stringify(view) }],
  };
}
