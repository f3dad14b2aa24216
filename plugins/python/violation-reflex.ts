import type { Host } from "../../kernel/host.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import type { Reflex } from "../../kernel/reflex/reflex.ts";
import { SERVER } from "./server-name.ts";
import { type Slice, sliceOf } from "./slice.ts";

/** Tools that execute what somebody wrote. */
const EXECUTING = new Set(
  ["python_run", "python_session_exec"].map((tool) => `${SERVER}__${tool}`),
);

/** Once a program has tried what the sandbox refuses, a person looks at the next one before it is run. */
export function violationReflex({ kernel }: Pick<Host, "kernel">): Reflex {
  /** What a run began goes by what happened in it. */
  const seenBy = (state: RunState): Slice["violation"] => {
    const { violation } = sliceOf(state);
    if (violation !== null || state.parent === null) return violation;
    return seenBy(kernel().runs.state(state.parent.run));
  };
  return ({ tool, step }, state) => {
    if (!EXECUTING.has(tool) || wasAllowed(state, step)) return null;
    const violation = seenBy(state);
    if (violation === null) return null;
    const names = violation.names.join(", ");
    const reason = `the program of step ${violation.step} tried ${names}, which the sandbox refused`;
    return { rule: "python", fault: "ask", reason };
  };
}

function wasAllowed({ asks }: RunState, step: string): boolean {
  return Object.values(asks).some(
    (ask) => ask.kind === "approval" && ask.step === step && ask.answer?.value === true,
  );
}
