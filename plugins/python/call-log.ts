import type { LedgerEvent } from "../../kernel/event.ts";
import { text } from "../../kernel/event.ts";
import { isObject, type JsonObject, type JsonValue, textIn } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";
import { resultIn } from "../../kernel/recorded-result.ts";
import { toolKey, type ToolAction } from "../../kernel/plan.ts";

/** The step that each plan of a program's run has. */
export const STEP = "call";
export const GROUND = "program";

export type Reply =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly message: string };

/** One call of a program, as its run has it on record. */
export interface RecordedCall {
  readonly tool: string;
  readonly args: JsonObject;
  /** What came of it as far as it is known; final once the plan `isOver`. Read when it is wanted: answers may be large. */
  reply: (() => Reply) | null;
  isOver: boolean;
}

/** Reads the calls of a program out of its run's events, each event once. */
export class CallLog {
  readonly calls = new Map<string, RecordedCall>();
  /** The run's outcome with the reason; null: it goes on. */
  end: { readonly outcome: string; readonly reason: string } | null = null;
  readonly #ledger: Ledger;
  #read = 0;
  #last: RecordedCall | null = null;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Up to the last event of the branch that the run is on. */
  update(branch: string): this {
    for (const event of this.#ledger.readBranch(branch, { from: this.#read + 1 })) {
      this.#read = event.bseq;
      if (event.data) this.#fold(event.type, event.data, event);
    }
    return this;
  }

  #fold(type: string, data: JsonObject, event: LedgerEvent): void {
    if (type === "plan.accepted") return this.#planned(data);
    const last = this.#last;
    if (type === "run.finished") {
      this.end = { outcome: text(data["outcome"]), reason: text(data["reason"]) };
      if (last) last.isOver = true;
    }
    if (!last || last.isOver) return;
    if (type === "plan.closed") last.isOver = true;
    const reply = data["purpose"] === "probe" ? null : this.#replyIn(type, data, event);
    if (reply) last.reply = reply;
  }

  #planned(data: JsonObject): void {
    const ground = data["ground"] as { readonly kind: string; readonly name: string };
    if (ground.kind !== GROUND) return;
    const [step] = (data["plan"] as { readonly steps: readonly JsonObject[] }).steps;
    const { tool } = step!["do"] as unknown as { readonly tool: ToolAction };
    if (this.#last) this.#last.isOver = true;
    this.#last = { tool: toolKey(tool), args: tool.args, reply: null, isOver: false };
    this.calls.set(ground.name, this.#last);
  }

  #replyIn(type: string, data: JsonObject, { id }: LedgerEvent): (() => Reply) | null {
    const failed = (message: string) => () => ({ ok: false as const, message });
    if (type === "tool.finished" && data["then"] === "close") return () => this.#answer(id);
    if (type === "tool.unknown" && data["then"] === "fail") return failed(text(data["reason"]));
    if (type === "tool.settled" && data["verdict"] === "happened")
      return () => ({ ok: true, value: null });
    if (type === "tool.settled" && data["verdict"] === "fail")
      return failed(`whether it took effect is not known: ${text(data["ground"])}`);
    if (type === "step.finished" && data["fault"] !== "none") return failed(text(data["reason"]));
    if (type !== "expect.violated" || data["step"] !== STEP) return null;
    const [failure] = data["failures"] as readonly string[];
    return failed(`it was called, and what was expected of it does not hold: ${failure}`);
  }

  #answer(id: string): Reply {
    const data = this.#ledger.get(id)?.data;
    if (!data) return { ok: false, message: "its answer was erased" };
    const view = resultIn(data, (blob) => this.#ledger.getBlob(blob));
    if (data["ok"] === true) return { ok: true, value: valueOf(view) };
    return { ok: false, message: textIn(view) };
  }
}

/** Of a tool that answers with text alone, the text. */
function valueOf(view: JsonValue): JsonValue {
  if (!isObject(view)) return view;
  const names = Object.keys(view);
  const isText = names.length === 2 && "text" in view && "content" in view;
  return isText ? view["text"]! : view;
}
