import { z } from "zod";

import type { GoalRequest, Proposal } from "../contracts/driver.ts";
import { KernelError, unavailable } from "../../kernel/error.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Model } from "../contracts/models.ts";
import type { Example } from "./examples/example.ts";
import { ProvenExamples } from "./examples/proven.ts";
import { type AskModel, type CallPlace, recordedModel, type Spent } from "./model/call.ts";
import { isSmall, planByModel } from "./model-planner.ts";
import type { PlanningSettings } from "./planning-request.ts";
import { origins } from "./point/parameter.ts";
import type { Retrieval } from "./retrieval.ts";

const optionsSchema = z.looseObject({
  model: z.string().optional(),
  examples: z.boolean().default(true),
});

const settingsSchema = z.looseObject({
  default: z.string().optional(),
  planFreeFrom: z.number().default(1e9),
  arguments: z
    .record(z.string(), z.record(z.string(), z.looseObject({ from: z.array(z.enum(origins)) })))
    .default({}),
});

/** What models do for a run: plan its goal, and lend themselves to whoever answers or reflects. */
export interface ModelPlanning {
  /** The model that a run would use; null: none. Throws `usage` for a name that is not there. */
  model(options: JsonObject): Promise<Model | null>;
  /** A plan for a goal inside a run; a text: why there is none. Throws `budget`. */
  planRun(
    request: GoalRequest,
    state: RunState,
    model: Model,
    signal: AbortSignal,
  ): Promise<Proposal | string>;
  /** A plan for a goal that no run has. Throws `no_plan`. */
  planUnrun(
    request: GoalRequest,
    signal: AbortSignal,
  ): Promise<{ readonly proposal: Proposal; readonly cost: Spent }>;
  /** A person named the model that a run uses, for it or in the configuration. */
  isNamed(options: JsonObject): boolean;
  /** Too small to write: it only points. */
  isSmall(model: Model): boolean;
  /** The model with every call on the run's record. */
  asking(state: RunState, model: Model): AskModel;
}

/** The proven steps of this home, read as far as the ledger has grown. */
export function provenExamples(host: Host): () => readonly Example[] {
  let known: ProvenExamples | null = null;
  return () => (known ??= new ProvenExamples(host.kernel().ledger)).examples();
}

export function modelPlanning(host: Host, proven: () => readonly Example[]): ModelPlanning {
  async function model(options: JsonObject): Promise<Model | null> {
    const { model: named } = optionsSchema.parse(options);
    try {
      return await host.needs("models").choose(named ?? null);
    } catch (error) {
      // A house without models is one without a model, unless somebody named one.
      const isAbsent = error instanceof KernelError && error.code === "unavailable";
      if (isAbsent && named === undefined) return null;
      throw error;
    }
  }

  function asking(state: RunState, chosen: Model, spent = nothingSpent()): AskModel {
    const { ledger, runs } = host.kernel();
    const place = {
      subject: `run/${state.run}`,
      branch: runs.head(state.run),
      account: () => runs.account(state.root),
      run: state.run,
      inFlight: runs.services.inFlight,
      clock: runs.services.clock,
    };
    return recordedModel(ledger, chosen, place, spent);
  }

  async function plan(
    request: GoalRequest,
    state: Pick<RunState, "facts" | "goal"> | null,
    chosen: Model,
    ask: AskModel,
    signal: AbortSignal,
  ) {
    const retrieval = host.provided<Retrieval>("retrieval").get("tools");
    if (!retrieval) throw unavailable("the retrieval of tools is missing", "glassbox doctor");
    const { examples } = optionsSchema.parse(request.options);
    const allowed = request.tools.filter(
      ({ effect }) => request.access === "write" || effect === "read",
    );
    const facts = Object.entries(state?.facts ?? {}).map(([name, { value }]) => ({ name, value }));
    return planByModel(
      {
        goal: request.goal,
        tools: allowed,
        model: chosen,
        ask,
        retrieval,
        proven: examples ? proven() : null,
        facts,
        hasInput: (state?.goal?.input ?? null) !== null,
        settings: settingsOf(host),
      },
      signal,
    );
  }

  return {
    model,
    isNamed: (options) =>
      typeof options["model"] === "string" || settingsOf(host).default !== undefined,
    isSmall: (chosen) => isSmall(chosen, settingsOf(host)),
    asking: (state, chosen) => asking(state, chosen),
    planRun: (request, state, chosen, signal) =>
      plan(request, state, chosen, asking(state, chosen), signal),
    async planUnrun(request, signal) {
      const chosen = await model(request.options);
      if (!chosen) throw new KernelError("no_plan", "there is no model to plan with");
      const { ledger } = host.kernel();
      const stream = `tenant/${ledger.tenant}`;
      const place: CallPlace = {
        subject: stream,
        branch: `${stream}@${ledger.origin}`,
        account: () => null,
        run: "",
        inFlight: new Set(),
        clock: host.kernel().runs.services.clock,
      };
      const cost = nothingSpent();
      const ask = recordedModel(ledger, chosen, place, cost);
      const found = await plan(request, null, chosen, ask, signal);
      if (typeof found !== "string") return { proposal: found, cost };
      throw new KernelError("no_plan", found, {
        hint: "say it in other words, name paths and addresses as they are, or give a plan with --plan",
      });
    },
  };
}

function nothingSpent(): Spent {
  return { calls: 0, inputTokens: 0, outputTokens: 0, usd: 0, milliseconds: 0 };
}

function settingsOf(host: Host): PlanningSettings & z.output<typeof settingsSchema> {
  return settingsSchema.parse(host.config()["models"] ?? {});
}
