import type { JsonObject } from "../../../kernel/json.ts";
import type { Conversation, Desk, FrontClient, ShownTool } from "../desk.ts";
import { failureOf } from "./answer.ts";
import { clientKey } from "./client-actor.ts";
import { complete } from "./completion.ts";
import type { House } from "./house.ts";
import { type HouseTool, parsedInput, shownTool } from "./house-tool.ts";
import { BESIDE_VERBS, houseTools } from "./house-tools.ts";
import { KeptResults } from "./kept-results.ts";
import { getPrompt, PROMPTS } from "./prompts.ts";
import type { Rates } from "./rates.ts";
import { readResource, RESOURCE_TEMPLATES, runResources, watchRun } from "./resources.ts";
import { callVerbTool, findVerb, isOwnName, offeredVerbs, OWN, verbTool } from "./verb-tools.ts";
import { KernelError } from "../../../kernel/error.ts";

interface HouseDeskOptions {
  readonly house: House;
  readonly rates: Rates;
  surfaceOf(client: FrontClient): Promise<"stable" | "full">;
}

export interface HouseDesk extends Desk {
  /** What it shows on the full surface. */
  fullTools(client: FrontClient): readonly ShownTool[];
}

/** The desk of the house: a few tools that find and call all others, the verbs, the runs. */
export function createHouseDesk({ house, rates, surfaceOf }: HouseDeskOptions): HouseDesk {
  const tools = houseTools(new KeptResults());

  async function toolNamed(name: string, client: FrontClient): Promise<HouseTool | undefined> {
    if (isOwnName(name)) return tools.find((one) => OWN + one.name === name);
    const tool = tools.find((one) => one.name === name);
    // Where all is shown, a server may have a tool of this name.
    return tool && (await surfaceOf(client)) === "stable" ? tool : undefined;
  }

  return {
    fullTools: (client) => fullTools(house, tools, client),
    tools: async (client) =>
      (await surfaceOf(client)) === "stable"
        ? stableTools(tools, client)
        : fullTools(house, tools, client),
    async callTool(name, args, at) {
      const tool = await toolNamed(name, at.client);
      if (!tool && !isOwnName(name)) return null;
      try {
        rates.take(clientKey(at.client.principal), house.settings().callsPerMinute);
        return tool
          ? await callHouseTool(house, tool, args, at)
          : await callVerbNamed(house, name, args, at);
      } catch (error) {
        return failureOf(error);
      }
    },
    resources: (client) => runResources(house, client),
    resourceTemplates: async () => RESOURCE_TEMPLATES,
    readResource: (uri, at) => guarded(house, readResource(house, uri, at)),
    prompts: async () => PROMPTS,
    getPrompt: (name, args, at) => guarded(house, getPrompt(house, name, args, at)),
    complete: (params, at) => complete(house, params, at),
    watchResource: (uri, client, changed) => watchRun(house, uri, client, changed),
    changed: (listener) =>
      house.kernel().ledger.onCommit((events) => {
        if (events.some(({ type }) => type === "run.started" || type === "run.removed"))
          listener("resources");
      }),
  };
}

/** What stands in the record was returned by servers too. */
async function guarded(house: House, made: Promise<JsonObject | null>): Promise<JsonObject | null> {
  const result = await made;
  return result && house.guard(result, "");
}

function stableTools(tools: readonly HouseTool[], client: FrontClient): readonly ShownTool[] {
  return tools.filter(mayUse(client)).map((tool) => shownTool(tool, tool.name));
}

/** Ours among the tools of servers: the verbs, and what does more than a verb. */
function fullTools(
  house: House,
  tools: readonly HouseTool[],
  client: FrontClient,
): readonly ShownTool[] {
  const own = tools.filter(({ name }) => BESIDE_VERBS.includes(name)).filter(mayUse(client));
  const verbs = offeredVerbs(house, client.principal.scope).map(verbTool);
  const all = [...own.map((tool) => shownTool(tool, OWN + tool.name)), ...verbs];
  return all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function mayUse({ principal }: FrontClient): (tool: HouseTool) => boolean {
  return ({ scope }) => scope === "read" || principal.scope === "full";
}

async function callHouseTool(
  house: House,
  tool: HouseTool,
  args: JsonObject,
  at: Conversation,
): Promise<JsonObject> {
  if (!mayUse(at.client)(tool))
    throw new KernelError(
      "denied",
      `${tool.name} changes something, and this client may only read`,
    );
  const result = await tool.run(parsedInput(tool, args), at, house);
  return tool.isGuarded ? result : house.guard(result, "");
}

async function callVerbNamed(
  house: House,
  name: string,
  args: JsonObject,
  at: Conversation,
): Promise<JsonObject> {
  const verb = findVerb(house, name, at);
  if (!verb) throw new KernelError("not_found", `there is no tool ${name}`);
  return callVerbTool(house, verb, args, at);
}
