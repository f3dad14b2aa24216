import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { ServerSpec } from "../../mcp/hub/index.ts";
import {
  type Script,
  type ScriptedModel,
  scriptedPlugin,
} from "../../plugins/model-scripted/index.ts";
import { createServer as createWebServer } from "../../tools/web/index.ts";
import { type House, openHouse } from "./kernel.ts";
import { type ServedTool, toolServer } from "./tool-server.ts";

/** A model that only points, and one that plans in words first. */
export const SIZES = { small: 1e8, large: 4e9 } as const;
export type Size = keyof typeof SIZES;

export interface PlanningHouse extends AsyncDisposable {
  readonly house: House;
  readonly scripted: ScriptedModel;
}

/** A house where every goal is planned by a scripted model, without an embedder and without skills. */
export async function openPlanningHouse(
  script: Script,
  size: Size,
  more: { readonly servers?: readonly ServerSpec[]; readonly home?: string } = {},
): Promise<PlanningHouse> {
  const scripted = scriptedPlugin(script, { parameters: SIZES[size] });
  const models = {
    name: "models",
    load: async () => (await import("../../plugins/models/index.ts")).plugin,
  };
  const house = await openHouse({
    ...more,
    without: ["skills"],
    plugins: [models, scripted],
    config: { models: { default: "scripted/any", embedder: "none" } },
  });
  return {
    house,
    scripted: scripted.provider.scripted,
    [Symbol.asyncDispose]: () => house[Symbol.asyncDispose](),
  };
}

/** A call of a model as the ledger has it. */
export interface RecordedCall {
  readonly called: JsonObject;
  /** What was sent, out of its blob; null: it cannot be read. */
  readonly prompt: JsonObject | null;
  readonly answered: JsonObject | null;
}

export function recordedCalls({ kernel, events }: House, run: string): RecordedCall[] {
  const all = events(run);
  return all
    .filter(({ type }) => type === "model.called")
    .map(({ id, data }) => {
      const blob = kernel.ledger.getBlob(String(data?.["prompt"]));
      const sent: JsonValue = blob ? JSON.parse(Buffer.from(blob).toString()) : null;
      const answer = all.find((one) => one.type === "model.answered" && one.data?.["call"] === id);
      return {
        called: data!,
        prompt: isObject(sent) ? sent : null,
        answered: answer?.data ?? null,
      };
    });
}

/** Tools whose arguments name what must exist: a mailbox, doors, people and bookmarks. */
export function office(): { readonly server: ServerSpec; readonly done: JsonObject[] } {
  const done: JsonObject[] = [];
  const text = (description: string, more: JsonObject = {}) => ({
    type: "string",
    description,
    ...more,
  });
  const tool = (description: string, properties: JsonObject): ServedTool => ({
    description,
    effect: "keyed",
    inputSchema: {
      type: "object",
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    },
    run(args) {
      done.push(args);
      return { ok: true };
    },
  });
  return {
    done,
    server: toolServer("office", {
      mail_send: tool("Sends an email with a text to an address.", {
        to: text("Who gets it", { format: "email" }),
        body: text("What the email says"),
      }),
      door_open: tool("Opens a door of the building.", { doorId: text("Which door") }),
      bookmark_add: tool("Adds a bookmark of a web address.", {
        link: text("The page", { format: "uri" }),
      }),
      badge_print: tool("Prints a badge for a person.", { name: text("Whose badge") }),
    }),
  };
}

export function webServer(): ServerSpec {
  return {
    name: "web",
    transport: "in-process",
    trusted: true,
    rooted: false,
    create: async () => createWebServer(),
  };
}
