import type { LedgerEvent } from "../../kernel/event.ts";
import {
  canonicalize,
  isObject,
  type JsonObject,
  type JsonValue,
  sha256,
} from "../../kernel/json.ts";
import type { Model, Models } from "../contracts/models.ts";
import type { Gate } from "./gate.ts";
import { NOTED, type Noted } from "./note.ts";
import { beginningOf } from "./record.ts";

type Api = Model["api"];
type Answered = Awaited<ReturnType<Api["doGenerate"]>>;

interface Waiting {
  readonly resolve: (answer: Answered) => void;
  readonly reject: (error: unknown) => void;
}

/** Models that say what they said: to the same prompt, when their answer is what comes next. */
export class RecordedModels implements Models {
  readonly #gate: Gate;
  readonly #models: readonly Noted["model"][];
  readonly #embedder: string | null;
  /** Prompts by the event of the call. */
  readonly #prompts = new Map<string, string>();
  readonly #open = new Map<string, Waiting[]>();

  constructor(record: readonly LedgerEvent[], gate: Gate) {
    this.#gate = gate;
    const called = record.filter(({ type }) => type === "model.called");
    for (const { id, data } of called) this.#prompts.set(id, String(data?.["prompt"]));
    const notes = notesIn(record);
    const noted = notes.flatMap(({ model }) => model ?? []);
    const known = [...noted, ...unnotedModels(record).map(unknown)];
    // A run that began without a plan had a model to ask, whether or not it ever came to that.
    this.#models =
      known.length === 0 && beganUnplanned(record) ? [unknown("unknown/model")] : known;
    this.#embedder = notes.find(({ embedder }) => embedder !== null)?.embedder ?? null;
  }

  async choose(named: string | null): Promise<Model | null> {
    const found = this.#models.find((model) => model?.name === named) ?? this.#models[0];
    if (!found) return null;
    return { ...found, api: this.#api(found.name) };
  }

  /** Its vectors are kept in the home's index; what is not there can be made by nobody. */
  async embedder() {
    const name = this.#embedder;
    if (name === null) return null;
    const doEmbed = async () => Promise.reject(new Error("a replay asks no embedder"));
    const about = { specificationVersion: "v4", provider: "replay", modelId: name } as const;
    const api = { ...about, maxEmbeddingsPerCall: 1, supportsParallelCalls: false, doEmbed };
    return { name, api };
  }

  answer({ type, data }: LedgerEvent): boolean {
    if (type !== "model.answered" || !data) return false;
    const waiting = this.#open.get(this.#prompts.get(String(data["call"])) ?? "")?.shift();
    if (!waiting) return false;
    const answer = data["answer"] as JsonObject;
    if (typeof answer["error"] === "string") waiting.reject(new Error(answer["error"]));
    else waiting.resolve(generated(data, answer));
    return true;
  }

  forget(): void {
    this.#open.clear();
  }

  #api(name: string): Api {
    return {
      specificationVersion: "v4",
      provider: name.slice(0, name.indexOf("/")),
      modelId: name.slice(name.indexOf("/") + 1),
      supportedUrls: {},
      doGenerate: ({ abortSignal, ...options }) => {
        const prompt = sha256(canonicalize({ model: name, ...options } as unknown as JsonValue));
        return new Promise((resolve, reject) => {
          const waiting = { resolve, reject };
          const others = () => (this.#open.get(prompt) ?? []).filter((one) => one !== waiting);
          this.#open.set(prompt, [...others(), waiting]);
          const leave = () => {
            this.#open.set(prompt, others());
            reject(abortSignal?.reason);
          };
          abortSignal?.addEventListener("abort", leave, { once: true });
          this.#gate.stir();
        });
      },
      doStream: () => Promise.reject(new Error("a replay streams nothing")),
    };
  }
}

function generated(data: JsonObject, answer: JsonObject): Answered {
  const count = (total: JsonValue | undefined) => Number(total ?? 0);
  const none = { noCache: undefined, cacheRead: undefined, cacheWrite: undefined };
  return {
    content: [{ type: "text", text: String(answer["text"] ?? "") }],
    finishReason: { unified: answer["isCut"] === true ? "length" : "stop", raw: undefined },
    usage: {
      inputTokens: { ...none, total: count(data["inputTokens"]) },
      outputTokens: { total: count(data["outputTokens"]), text: undefined, reasoning: undefined },
    },
    warnings: [],
  };
}

function notesIn(record: readonly LedgerEvent[]): readonly Noted[] {
  const notes = record.filter(({ type }) => type === NOTED);
  return notes.map(({ data }) => data as unknown as Noted);
}

/** Models that were called, or that a plan is from, and of which nothing but the name is on record. */
export function unnotedModels(record: readonly LedgerEvent[]): readonly string[] {
  const noted = new Set(notesIn(record).map(({ model }) => model?.name));
  const names = record.flatMap(({ type, data }) => {
    if (type === "model.called") return String(data?.["model"]);
    const ground = type === "plan.accepted" ? data?.["ground"] : null;
    return isObject(ground) && ground["kind"] === "model" ? String(ground["name"]) : [];
  });
  return [...new Set(names)].filter((name) => !noted.has(name));
}

function beganUnplanned(record: readonly LedgerEvent[]): boolean {
  const begun = record.filter(({ type, data }) => {
    const driver = data?.["driver"];
    return type === "run.started" && isObject(driver) && driver["name"] !== "plan";
  });
  return begun.some(({ branch }) => {
    const own = record.filter((event) => event.branch === branch);
    return beginningOf(own).every(({ type }) => type !== "plan.accepted");
  });
}

/** Of a model of which nothing but its name is on record. */
function unknown(name: string): NonNullable<Noted["model"]> {
  return { name, window: 32_768, parameters: null, remote: false, price: { input: 0, output: 0 } };
}
