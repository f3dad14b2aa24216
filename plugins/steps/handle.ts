import type { Expectation } from "../../kernel/expectation.ts";
import { type JsonObject, type JsonSchema, textIn } from "../../kernel/json.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import { after } from "./captured.ts";
import { callProbe } from "./judge.ts";
import type {} from "../contracts/tainted-result.ts";
import { ownVerdict } from "./verdict.ts";

const FIRST_MS = 250;
const LONGEST_MS = 30_000;
/** Answers in a row that are none. */
const MOST_FAILURES = 10;

/** Asks a task's handle until the task is over; what it answers then is the answer of the call. */
export async function watchHandle(
  context: RunContext,
  step: string,
  { tool: name, args, done, call }: JsonObject,
  signal: AbortSignal,
): Promise<void> {
  const { services, draft, state } = context;
  const intent = services.ledger.get(String(call))?.data as Payload<"tool.intended"> | null;
  const tool = context.tools.get(`${intent?.server}__${String(name)}`);
  const about = { step, purpose: "step" as const, call: String(call) };
  const giveUp = (reason: string) =>
    services.ledger.append([draft("tool.unknown", { ...about, reason, then: "settle" })]);
  if (tool?.effect !== "read")
    return void (await giveUp(`${String(name)}, which has the answer of this task, is not there`));
  const fault = services.validator.invalid(done as JsonSchema);
  if (fault !== null)
    return void (await giveUp(`nobody can tell when this task is over: its schema ${fault}`));
  const prepared = services.plans.prepare(context, step);
  const isCarried = typeof prepared !== "string" && prepared.tainted.length > 0;
  const began = services.clock.now();
  let failures = 0;
  for (let pause = FIRST_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_MS)) {
    const { result, recorded } = await callProbe(context, step, tool, args as JsonObject, signal);
    // Its run has ended meanwhile, and said what it knew.
    if (state().plan?.steps[step]?.detail == null) return;
    failures = result.ok ? 0 : failures + 1;
    const isDone =
      (result.ok || result.final === true) &&
      services.validator.mismatch(done as JsonSchema, result.view) === null;
    if (!isDone && !signal.aborted && (result.final || failures >= MOST_FAILURES))
      return void (await giveUp(`the task cannot be asked: ${textIn(result.view)}`));
    if (isDone) {
      const milliseconds = services.clock.now() - began;
      const isOutside = !tool.trusted || recorded.hosts.length > 0 || result.tainted === true;
      const tainted = isOutside || isCarried;
      const made = { ...about, ...recorded, milliseconds, tainted, then: "close" as const };
      const expect = (intent?.expect ?? []) as unknown as readonly Expectation[];
      const finished = draft("tool.finished", made, about.call);
      const left = intent ? await after(context, step, intent) : [];
      if (!result.ok) return void (await services.ledger.append([...left, finished]));
      const learned = Object.entries(services.plans.learn(context, step, result.view));
      await services.ledger.append([
        ...left,
        finished,
        ...learned.map(([fact, value]) =>
          draft("fact.learned", { name: fact, value, source: about.call, trust: "tool" }),
        ),
        ...ownVerdict(context, step, expect, result.view, about.call),
      ]);
      return;
    }
    await pauseFor(context, pause, signal);
  }
}

function pauseFor({ services }: RunContext, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const forget = services.clock.after(ms, resolve);
    signal.addEventListener("abort", () => (forget(), resolve()), { once: true });
  });
}
