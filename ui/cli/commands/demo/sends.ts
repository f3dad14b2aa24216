import { z } from "zod";

import type { JsonValue } from "../../../../kernel/json.ts";
import type { Session } from "../../session.ts";

/** One mail that a run has begun to send, as its events tell. */
export interface Send {
  readonly step: string;
  /** The mail's id. */
  readonly mail: string;
  /** Its place among the mails of the run, from 1. */
  readonly number: number;
  /** The outbox has said that it has taken it. */
  readonly isAnswered: boolean;
}

export interface Sends {
  /** How many mails the run is to send. */
  readonly total: number;
  readonly begun: readonly Send[];
}

const part = z.object({
  event: z.looseObject({ id: z.string(), type: z.string(), data: z.unknown() }),
});
const patched = z.object({ step: z.string(), total: z.number() });
const intended = z.object({
  step: z.string(),
  purpose: z.literal("step"),
  tool: z.literal("outbox_send"),
  args: z.object({ id: z.string() }),
});
const finished = z.object({ call: z.string(), ok: z.literal(true) });

/** Reads from the ledger what a run has sent. */
export async function readSends(session: Session, run: string): Promise<Sends> {
  const events: JsonValue[] = [];
  await session.call("log.read", { run }, { onPart: (one) => void events.push(one) });
  return sendsIn(events);
}

export function sendsIn(parts: readonly JsonValue[]): Sends {
  const totals = new Map<string, number>();
  const byStep = new Map<string, Send>();
  const steps = new Map<string, string>();
  for (const { event } of parts.map((one) => part.parse(one))) {
    const opened = event.type === "plan.patched" && patched.safeParse(event.data).data;
    if (opened) totals.set(opened.step, opened.total);
    const send = event.type === "tool.intended" && intended.safeParse(event.data).data;
    if (send) {
      const { step, args } = send;
      steps.set(event.id, step);
      byStep.set(step, { step, mail: args.id, number: numberOf(step), isAnswered: false });
    }
    const end = event.type === "tool.finished" && finished.safeParse(event.data).data;
    const step = end ? steps.get(end.call) : undefined;
    if (step !== undefined) byStep.set(step, { ...byStep.get(step)!, isAnswered: true });
  }
  const begun = [...byStep.values()].toSorted((one, other) => one.number - other.number);
  const template = begun[0]?.step.split(".")[0] ?? "";
  return { total: totals.get(template) ?? begun.length, begun };
}

/** Elements of a fan-out are called `step.index`. */
function numberOf(step: string): number {
  return Number(step.split(".")[1] ?? 0) + 1;
}
