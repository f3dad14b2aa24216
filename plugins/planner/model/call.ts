import { asKernelError, KernelError, unavailable } from "../../../kernel/error.ts";
import { type LedgerEvent, text } from "../../../kernel/event.ts";
import type { AccountState } from "../../../kernel/fold/account.ts";
import { canonicalize, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import type { Clock } from "../../../kernel/ports/clock.ts";
import type { Ledger } from "../../../kernel/ledger/port.ts";
import { leftFor } from "../../../kernel/reflex/budget.ts";
import type { InFlight, Wanted } from "../../../kernel/reflex/reflex.ts";
import type { Model } from "../../contracts/models.ts";

/** One thing that is asked of a model. */
export interface ModelRequest {
  /** What for: `plan`, `pack`, `repair`, `reflect`, `answer`. */
  readonly purpose: string;
  readonly system: string;
  readonly prompt: string;
  /** A JSON Schema that the answer has to fit; null: free text. */
  readonly schema: JsonObject | null;
  readonly maxOutputTokens: number;
  /** Continue the text as it stands, without a chat template: what small and base models do best. */
  readonly isRaw?: boolean;
  readonly stop?: readonly string[];
}

export interface ModelReply {
  readonly text: string;
  /** It was cut off at the length limit. */
  readonly isCut: boolean;
}

/** Asks a model, with what is sent and what comes back in the ledger. Throws `budget` and `unavailable`. */
export type AskModel = (request: ModelRequest, signal: AbortSignal) => Promise<ModelReply>;

type CallOptions = Parameters<Model["api"]["doGenerate"]>[0];

/** Where the events of a call stand. */
export interface CallPlace {
  readonly subject: string;
  readonly branch: string;
  /** What the run tree has spent; null outside of runs. */
  account(): AccountState | null;
  readonly run: string;
  /** Calls that are allowed and not yet in the account: this one is among them while it is written down. */
  readonly inFlight: Set<InFlight>;
  readonly clock: Clock;
}

export interface Spent {
  calls: number;
  inputTokens: number;
  outputTokens: number;
  usd: number;
  milliseconds: number;
}

/** Rough, and on the safe side for the languages that tokenizers know least. */
export function estimateTokens(characters: number): number {
  return Math.ceil(characters / 3.2);
}

/** A model whose every call is on record before it is made. A call that a run was answered before is not made again. */
export function recordedModel(
  ledger: Ledger,
  model: Model,
  place: CallPlace,
  spent: Spent,
): AskModel {
  return async (request, signal) => {
    const options = callOptions(request, model);
    const sent = canonicalize({ model: model.name, ...options } as unknown as JsonValue);
    const prompt = ledger.putBlob(Buffer.from(sent));
    const known = answeredBefore(ledger, place.branch, prompt);
    if (known) return known;
    const estimate = estimateTokens(sent.length) + request.maxOutputTokens;
    const usd = (estimate * Math.max(model.price.input, model.price.output)) / 1e6;
    const wanted = { run: place.run, steps: 0, modelCalls: 1, tokens: estimate, usd };
    const limit = limitOf(place, wanted);
    const flight: InFlight = { ...wanted, grant: null, key: "", dir: "", paths: [] };
    const draft = (type: string, data: JsonObject, cause?: string) => ({
      subject: place.subject,
      branch: place.branch,
      type,
      actor: "driver/goal",
      data,
      ...(cause === undefined ? {} : { cause }),
    });
    const { purpose } = request;
    const called = { purpose, model: model.name, prompt, tokens: estimate, usd };
    place.inFlight.add(flight);
    const [{ id: call }] = (await ledger
      .append([draft("model.called", called)])
      .finally(() => place.inFlight.delete(flight))) as readonly [LedgerEvent];
    const began = place.clock.now();
    const answered = (answer: JsonObject, inputTokens: number, outputTokens: number) => {
      const milliseconds = place.clock.now() - began;
      const cost = (inputTokens * model.price.input + outputTokens * model.price.output) / 1e6;
      spent.calls += 1;
      spent.inputTokens += inputTokens;
      spent.outputTokens += outputTokens;
      spent.usd += cost;
      spent.milliseconds += milliseconds;
      const data = {
        call,
        model: model.name,
        inputTokens,
        outputTokens,
        usd: cost,
        milliseconds,
        answer,
      };
      return ledger.append([draft("model.answered", data, call)]);
    };
    const abortSignal = limit === null ? signal : AbortSignal.any([signal, limit]);
    try {
      const result = await model.api.doGenerate({ ...options, abortSignal });
      const said = result.content.flatMap((part) => (part.type === "text" ? [part.text] : []));
      const reply = { text: said.join(""), isCut: result.finishReason.unified === "length" };
      const { inputTokens, outputTokens } = result.usage;
      // What nobody counted is taken as high as it may have been.
      const read = inputTokens.total ?? estimateTokens(sent.length);
      await answered(reply, read, outputTokens.total ?? request.maxOutputTokens);
      return reply;
    } catch (error) {
      // Nobody waits any more: whether it was answered is not for this run to say.
      if (signal.aborted) throw error;
      const { message } = asKernelError(error);
      await answered({ error: message }, 0, 0);
      if (limit?.aborted) throw new KernelError("budget", "the budget of seconds is used up");
      throw unavailable(`the model ${model.name} did not answer: ${message}`, "glassbox models ls");
    }
  };
}

function callOptions(
  { system, prompt, schema, maxOutputTokens, isRaw = false, stop }: ModelRequest,
  model: Model,
): Omit<CallOptions, "abortSignal"> {
  const user = { role: "user" as const, content: [{ type: "text" as const, text: prompt }] };
  const messages: CallOptions["prompt"] =
    system === "" ? [user] : [{ role: "system", content: system }, user];
  const provider = model.name.slice(0, model.name.indexOf("/"));
  return {
    prompt: messages,
    maxOutputTokens,
    temperature: 0,
    seed: 0,
    ...(schema ? { responseFormat: { type: "json" as const, schema } } : {}),
    ...(stop ? { stopSequences: [...stop] } : {}),
    ...(isRaw ? { providerOptions: { [provider]: { raw: true } } } : {}),
  };
}

/** What the run tree may still spend on a call: throws `budget` where that is not enough, else the time that is left. */
function limitOf(place: CallPlace, wanted: Wanted): AbortSignal | null {
  const account = place.account();
  if (!account) return null;
  const left = leftFor(account, wanted.run, [...place.inFlight, wanted], place.clock.now());
  for (const [name, limit] of Object.entries(left)) {
    if (limit === null || limit.amount >= 0) continue;
    const hint = `give more with --budget ${name}=…, or a plan with --plan`;
    const words = `the budget of ${limit.of} ${name} does not allow a model call`;
    throw new KernelError("budget", words, { hint });
  }
  const { seconds } = left;
  return seconds && AbortSignal.timeout(Math.max(1, Math.floor(seconds.amount * 1000)));
}

/** What this branch was answered to the same prompt, if anything. Plans that no run has are asked for anew. */
function answeredBefore(ledger: Ledger, branch: string, prompt: string): ModelReply | null {
  if (branch.startsWith("tenant/")) return null;
  const calls = new Set<string>();
  for (const event of ledger.readBranch(branch, { types: ["model.called", "model.answered"] })) {
    if (event.type === "model.called") {
      if (event.data?.["prompt"] === prompt) calls.add(event.id);
      continue;
    }
    const answer = event.data?.["answer"] as JsonObject | undefined;
    if (!answer || !calls.has(text(event.data?.["call"])) || "error" in answer) continue;
    return { text: text(answer["text"]), isCut: answer["isCut"] === true };
  }
  return null;
}
