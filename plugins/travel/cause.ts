import { type LedgerEvent, text, timeOf } from "../../kernel/event.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/index.ts";

const LONGEST = 12;

/** One event on the way to another. */
export interface Cause extends JsonObject {
  readonly n: number;
  readonly id: string;
  readonly type: string;
  readonly step: string;
  readonly time: string;
  readonly what: string;
}

/** What led to an event, the nearest first: the call it answers, what the writer said led to it, its plan, its goal. */
export function causesOf(ledger: Ledger, branch: string, event: LedgerEvent): Cause[] {
  const chain: Cause[] = [];
  const seen = new Set([event.id]);
  for (let at = causeOf(ledger, branch, event); at && chain.length < LONGEST;) {
    if (seen.has(at.id)) break;
    seen.add(at.id);
    chain.push(causeView(at));
    at = causeOf(ledger, branch, at);
  }
  return chain;
}

function causeOf(ledger: Ledger, branch: string, event: LedgerEvent): LedgerEvent | null {
  const { cause, data, bseq, type } = event;
  const named = text(data?.["call"]) || cause;
  if (named) return ledger.get(named);
  if (type === "ask.answered") return opened(ledger, branch, event);
  const isPlanning = type === "plan.accepted" || type === "decision.made";
  const before = isPlanning ? ["goal.set"] : ["plan.accepted"];
  if (type === "goal.set" || type === "run.started") return null;
  const earlier = [...ledger.readBranch(branch, { to: bseq - 1, types: before })];
  return earlier.at(-1) ?? null;
}

function opened(ledger: Ledger, branch: string, { data, bseq }: LedgerEvent): LedgerEvent | null {
  const asks = [...ledger.readBranch(branch, { to: bseq - 1, types: ["ask.opened"] })];
  return asks.findLast((one) => one.data?.["ask"] === data?.["ask"]) ?? null;
}

/** An event as the chain shows it. */
export function causeView({ bseq: n, id, type, data, hlc }: LedgerEvent): Cause {
  return { n, id, type, step: text(data?.["step"]), time: timeOf(hlc), what: wordsFor(type, data) };
}

function wordsFor(type: string, data: JsonObject | null): string {
  if (data === null) return "erased";
  const tool = `${text(data["server"])}__${text(data["tool"])}`;
  if (type === "tool.intended") return `called ${tool} ${JSON.stringify(data["args"] ?? {})}`;
  if (type === "tool.finished")
    return data["ok"] === true ? "the tool answered" : "the tool failed";
  if (type === "goal.set") return text(data["text"]);
  if (type === "plan.accepted") return `plan from ${text((data["ground"] as JsonObject)["kind"])}`;
  if (type === "fact.learned") return `${text(data["name"])} = ${JSON.stringify(data["value"])}`;
  if (type === "ask.opened") return text(data["question"]);
  return text(data["reason"]) || text(data["rationale"]);
}
