import { timeOf } from "../../kernel/event.ts";
import type { StepState } from "../../kernel/fold/run-state.ts";
import type { KernelParts } from "../../kernel/host.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import type { Payload } from "../../kernel/vocabulary.ts";

/** A call whose outcome nobody knows, and what will be done to find out. */
export interface Doubt {
  readonly step: string;
  /** `server__tool`. */
  readonly tool: string;
  /** What the call's own expectation calls it, else the step. */
  readonly name: string;
  readonly effect: string;
  readonly since: string;
  /** Id of its intent. */
  readonly call: string;
  readonly settles: string;
}

/** What of a run is in doubt now; while nobody works on it, all that was under way. */
export function doubtsOf({ runs, ledger }: KernelParts, run: string): Doubt[] {
  const standing = runs.standing(run);
  const isLeft = standing === null || standing.kind === "halted";
  const steps = Object.entries(runs.state(run).plan?.steps ?? {});
  return steps.flatMap(([step, known]) => {
    const { status, begun, fan, detail } = known;
    const isAsked = detail?.["ask"] !== undefined;
    const wasUnderWay = isLeft && status === "running" && fan === null && !isAsked;
    if ((status !== "doubt" && !wasUnderWay) || begun === null) return [];
    const intent = ledger.get(begun);
    if (intent?.type !== "tool.intended" || !intent.data) return [];
    const data = intent.data as Payload<"tool.intended">;
    return [
      {
        step,
        tool: `${data.server}__${data.tool}`,
        name: titleOf(data.expect) ?? step,
        effect: data.effect,
        since: timeOf(intent.hlc),
        call: intent.id,
        settles: wayOf(known, data),
      },
    ];
  });
}

/** How each class is settled, once somebody goes on with the run. */
function wayOf({ detail }: StepState, { effect, expect }: Payload<"tool.intended">): string {
  if (detail?.["ask"] !== undefined) return "you are asked";
  if (detail?.["tool"] !== undefined) return "its handle is asked";
  if (effect === "read") return "it is read again";
  if (effect === "keyed") return "it goes out again under the same effect id";
  const isProbed = effect === "probe" && expect.some((one) => one["probe"] !== undefined);
  return isProbed ? "what it should have done is looked for" : "you are asked";
}

function titleOf(expect: readonly JsonObject[]): string | null {
  for (const { matches } of expect) {
    const title = isObject(matches) ? matches["title"] : undefined;
    if (typeof title === "string") return title;
  }
  return null;
}

/** Doubts of a run that were settled, oldest first: how, on what ground, and by whom. */
export function settledIn({ runs, ledger }: KernelParts, run: string) {
  const types = ["tool.settled"];
  return [...ledger.readBranch(runs.head(run), { types })].flatMap((event) => {
    if (!event.data) return [];
    const { step, call, verdict, ground, by } = event.data as Payload<"tool.settled">;
    return [{ step, call, verdict, ground, by, event: event.id }];
  });
}
