import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { unavailable } from "../../kernel/error.ts";
import type { PluginSource } from "../../kernel/host.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { ServerSpec } from "../../mcp/hub/index.ts";
import { type House, openHouse } from "../support/kernel.ts";
import { givenTools } from "./given-tools.ts";
import type { Golden } from "./golden.ts";
import { type PageServer, servePages } from "./pages.ts";
import { serversFor } from "./servers.ts";

/** A house does without any of them; planning does not. */
const PLUGINS = ["models", "model-ollama", "retrieval"];

export interface PlanningHouse {
  readonly house: House;
  readonly tools: readonly ToolDefinition[];
  /** Where goals are planned. */
  readonly dir: string;
}

/** A kernel with the tools that the goals are about, in a home of its own. */
export interface GoalsHouse extends PlanningHouse, AsyncDisposable {
  readonly pages: PageServer;
}

/** Without skills: every goal is planned by the model. `folder` is where it may write. */
export async function openGoalsHouse(
  goals: readonly Golden[],
  folder: string,
): Promise<GoalsHouse> {
  const pages = servePages();
  const known = await openWith(serversFor(pages), join(folder, "known"));
  const offered = (await known.hub.list(known.dir)).map(toolKey);
  const given = givenTools(goals, offered);
  const house =
    given.length === 0
      ? known
      : await known
          .close()
          .then(() => openWith([...serversFor(pages), ...given], join(folder, "given")));
  refuseBroken(house);
  return {
    house,
    pages,
    dir: house.dir,
    tools: await house.hub.list(house.dir),
    async [Symbol.asyncDispose]() {
      await house.close();
      await pages.close();
    },
  };
}

async function openWith(servers: readonly ServerSpec[], home: string): Promise<House> {
  mkdirSync(home, { recursive: true });
  return openHouse({
    home,
    servers,
    plugins: PLUGINS.map(plugin),
    without: ["skills", ...PLUGINS],
  });
}

function plugin(name: string): PluginSource {
  return { name, load: async () => (await import(`../../plugins/${name}/index.ts`)).plugin };
}

function refuseBroken({ kernel }: House): void {
  const broken = kernel.plugins.find(({ failure }) => failure !== "");
  if (!broken) return;
  const { name, failure } = broken;
  throw unavailable(`the plugin ${name} does not work: ${failure}`, "mend it, then measure");
}
