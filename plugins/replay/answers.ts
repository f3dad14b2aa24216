import type { LedgerEvent } from "../../kernel/event.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { ToolHandle, ToolResult } from "../../kernel/ports/tools.ts";
import { resultIn } from "../../kernel/recorded-result.ts";
import type { Payload } from "../../kernel/vocabulary.ts";

type Intent = Payload<"tool.intended">;

/** Answers of tools, as far as the record tells what they were. */
export class ToolAnswers {
  readonly #intents = new Map<string, LedgerEvent>();
  /** Events about a step of a branch, in their order; a goal is judged like a step. */
  readonly #about = new Map<string, LedgerEvent[]>();
  readonly #blob: (hash: string) => Uint8Array | null;

  constructor(record: readonly LedgerEvent[], blob: (hash: string) => Uint8Array | null) {
    this.#blob = blob;
    for (const event of record) {
      if (event.type === "tool.intended") this.#intents.set(event.id, event);
      if (event.data && "step" in event.data) {
        const key = stepKey(event);
        const known = this.#about.get(key) ?? [];
        known.push(event);
        this.#about.set(key, known);
      }
    }
  }

  /** Under which effect id the call went out that an event answers; null: it answers none. */
  effectOf({ type, data }: LedgerEvent): string | null {
    if (!data || !["tool.finished", "tool.deferred", "tool.unknown"].includes(type)) return null;
    const intent = this.#intents.get(String(data["call"]));
    return intent ? String(intent.data?.["key"] || intent.id) : null;
  }

  resultOf(event: LedgerEvent): ToolResult {
    const data = event.data!;
    if (event.type === "tool.deferred") {
      const handle = data["handle"] as unknown as ToolHandle;
      return { ok: true, view: null, hosts: [], handle };
    }
    if (event.type === "tool.unknown") {
      const view = { text: data["reason"] ?? "" };
      return { ok: false, view, hosts: [], fate: "unknown" };
    }
    const { ok, code, hosts, tainted } = data as Payload<"tool.finished">;
    const view = resultIn(data, this.#blob);
    const isFinal = this.#isFinal(event);
    return {
      ok,
      view,
      hosts,
      ...(code === "" ? {} : { code }),
      ...this.#fateOf(event),
      ...(isFinal ? { final: true } : {}),
      ...(tainted ? { tainted: true } : {}),
    };
  }

  /** A call that was made again although it has an effect had not left the house. */
  #fateOf({ data }: LedgerEvent): Pick<ToolResult, "fate"> {
    if (data?.["then"] !== "repeat") return {};
    const intent = this.#intents.get(String(data["call"]))?.data as Intent | undefined;
    return intent?.effect === "probe" || intent?.effect === "once" ? { fate: "unsent" } : {};
  }

  /**
   * Would it have been answered the same again? An answer that came to nothing and was not asked for again, and a look at
   * the world that was not as expected and was not repeated.
   */
  #isFinal(event: LedgerEvent): boolean {
    const { ok, then, purpose } = event.data as Payload<"tool.finished">;
    if (purpose === "step") return !ok && then === "close";
    const own = this.#about.get(stepKey(event)) ?? [];
    const after = own[own.indexOf(event) + 1];
    // A task was asked about, and its failure was its end.
    if (!ok && after?.type === "tool.finished" && after.data?.["purpose"] === "step") return true;
    if (
      !after ||
      !["expect.violated", "tool.unknown", "tool.intended", "ask.opened"].includes(after.type)
    )
      return false;
    return (
      after.type !== "tool.intended" ||
      !isSameLook(this.#intents.get(String(event.data?.["call"])), after)
    );
  }
}

function stepKey({ branch, data }: LedgerEvent): string {
  return `${branch}\n${String((data as JsonObject)["step"] ?? "goal")}`;
}

function isSameLook(before: LedgerEvent | undefined, after: LedgerEvent): boolean {
  const said = ({ data }: LedgerEvent): JsonValue[] =>
    ["purpose", "server", "tool", "args"].map((name) => data?.[name] ?? null);
  return before !== undefined && JSON.stringify(said(before)) === JSON.stringify(said(after));
}
