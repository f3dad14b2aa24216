import { z } from "zod";

import type { EventDraft, LedgerEvent } from "../../kernel/event.ts";
import type { Host } from "../../kernel/host.ts";
import type { Boot } from "../../kernel/kernel.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import type { ToolDefinition, Tools } from "../../kernel/ports/tools.ts";
import type { Model, Models } from "../contracts/models.ts";
import type { ReplaySources } from "./sources.ts";

export const NOTED = "replay.noted";

const model = z.object({
  name: z.string(),
  window: z.number(),
  parameters: z.number().nullable(),
  remote: z.boolean(),
  price: z.object({ input: z.number(), output: z.number() }),
});

/** What a run was given from outside and no other event says. */
export const noted = z.object({
  /**
   * Definitions of tools that a later replay may not find: of other people's programs, and of servers that are only for
   * some folders. Null: there were none. Equal lists are one blob in the ledger.
   */
  tools: z.array(z.custom<JsonObject>(isObject)).nullable(),
  /** The model that is asked for the first time; null: none. */
  model: model.nullable(),
  /** The embedder that ranked tools for its prompt; null: none. */
  embedder: z.string().nullable(),
});

export type Noted = z.infer<typeof noted>;

/**
 * Puts on record what a later replay cannot find out: what tools of other people's servers looked like when a run was
 * begun or taken up, and what kind of model was asked. A run without either gets no event of ours.
 */
export function noteRuns(host: Host, { servers }: ReplaySources): void {
  const seen: Seen = { lists: new Map(), models: new Map(), chosen: new Map(), embedder: null };
  listening(host, seen);
  /** What is noted of the model of a branch that is not over. */
  const known = new Map<string, string>();

  function noteTools(event: LedgerEvent): EventDraft[] {
    const bound = new Set(servers().flatMap((spec) => ("offered" in spec ? spec.name : [])));
    const isPassing = ({ trusted, server }: ToolDefinition) => !trusted || bound.has(server);
    if (![...seen.lists.values()].some((list) => list.some(isPassing))) return [];
    const { dir } = host.kernel().runs.state(event.subject.slice("run/".length));
    const passing = (seen.lists.get(dir) ?? []).filter(isPassing);
    if (passing.length === 0) return [];
    const tools = passing as unknown as JsonObject[];
    return [draft(event, { tools, model: null, embedder: null })];
  }

  function noteModel(event: LedgerEvent, name: string | undefined): EventDraft[] {
    const { embedder } = seen;
    const asked = seen.models.get(name ?? "");
    const key = JSON.stringify([asked, embedder]);
    if (!asked || !event.subject.startsWith("run/") || known.get(event.branch) === key) return [];
    known.set(event.branch, key);
    return [draft(event, { tools: null, model: asked, embedder })];
  }

  function notesOn(event: LedgerEvent, beside: readonly LedgerEvent[]): EventDraft[] {
    const { type, branch, data } = event;
    if (type === "run.finished") known.delete(branch);
    if (type === "run.claimed") return noteTools(event);
    if (type === "model.called") return noteModel(event, String(data?.["model"]));
    if (type !== "run.started" || !data) return [];
    const isPlanned = beside.some((one) => one.type === "plan.accepted" && one.branch === branch);
    // Who begins without a plan has chosen a model for it.
    const { options } = data["driver"] as { readonly options: JsonObject };
    const named = typeof options["model"] === "string" ? options["model"] : null;
    return isPlanned ? [] : noteModel(event, seen.chosen.get(named));
  }

  const boot: Boot = async () => {
    const { ledger } = host.kernel();
    ledger.onCommit((events) => {
      for (const event of events)
        for (const note of notesOn(event, events))
          // Whose run it is has nothing to do with a note that cannot be written.
          void ledger.append([note]).catch(() => {});
    });
  };
  host.provide("boot", "replay", boot);
}

/** What went by, of what runs were given. */
interface Seen {
  readonly lists: Map<string, readonly ToolDefinition[]>;
  /** By name. */
  readonly models: Map<string, Omit<Model, "api">>;
  /** The name of the model by what was asked for. */
  readonly chosen: Map<string | null, string>;
  embedder: string | null;
}

/** Puts itself between whoever asks for tools and models and those who have them. */
function listening(host: Host, seen: Seen): void {
  const tools = host.needs("tools");
  const models = host.needs("models");
  if ("list" in tools) {
    const list = async (dir: string) => {
      const found = await tools.list(dir);
      seen.lists.set(dir, found);
      return found;
    };
    const noting: Tools = { list, call: (call) => tools.call(call) };
    host.port("tools", noting);
  }
  if (!("choose" in models)) return;
  const noting: Models = {
    async choose(named) {
      const found = await models.choose(named);
      seen.chosen.delete(named);
      if (found) {
        const { name, window, parameters, remote, price } = found;
        seen.chosen.set(named, name);
        seen.models.set(name, { name, window, parameters, remote, price });
      }
      return found;
    },
    async embedder() {
      const found = await models.embedder();
      seen.embedder = found?.name ?? null;
      return found;
    },
  };
  host.port("models", noting);
}

function draft({ subject, branch, id }: LedgerEvent, data: Noted): EventDraft {
  return {
    subject,
    branch,
    type: NOTED,
    actor: "kernel",
    cause: id,
    data: data as unknown as JsonObject,
  };
}
