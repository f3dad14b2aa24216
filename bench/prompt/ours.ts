import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { PluginSource } from "../../kernel/host.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { InProcessSpec } from "../../mcp/hub/index.ts";
import { scriptedPlugin } from "../../plugins/model-scripted/index.ts";
import { createServer as createShellServer } from "../../tools/shell/index.ts";
import { createServer as createWebServer } from "../../tools/web/index.ts";
import { standIns } from "../goals/stand-ins.ts";
import { type House, openHouse } from "../support/kernel.ts";
import { CALLS, FILES, GOAL } from "./goal.ts";
import { ANSWER, officeServers } from "./office.ts";
import type { Sent } from "./tokens.ts";

/** Large enough to plan freely before it packs. */
const PARAMETERS = 70e9;
const PLUGINS = ["models", "retrieval", "reflector"];

export interface Ours {
  readonly calls: readonly Sent[];
  readonly tools: readonly ToolDefinition[];
}

/** What this house sends to have the goal planned, and to run it: the real kernel, the real tools, a scripted model. */
export async function ourCalls(home: string): Promise<Ours> {
  const model = scriptedPlugin(
    ({ schema }) => (schema === null ? FREE_PLAN : JSON.stringify({ steps: CALLS })),
    { parameters: PARAMETERS },
  );
  const own = { transport: "in-process", trusted: true } as const;
  const shell: InProcessSpec = {
    ...own,
    name: "shell",
    rooted: true,
    create: async (root) => createShellServer({ root, enabled: true }),
  };
  const web: InProcessSpec = {
    ...own,
    name: "web",
    rooted: false,
    create: async () => createWebServer(),
  };
  await using house = await openHouse({
    home,
    servers: [web, shell, ...standIns(), ...officeServers()],
    plugins: [...PLUGINS.map(plugin), model],
    without: ["skills", ...PLUGINS],
    // Nothing here may depend on what else this machine has.
    config: { models: { embedder: "none" } },
  });
  for (const path of FILES) {
    mkdirSync(dirname(join(house.dir, path)), { recursive: true });
    writeFileSync(join(house.dir, path), ANSWER);
  }
  const tools = await house.hub.list(house.dir);
  await runWhole(house);
  return { calls: model.provider.scripted.calls.map(({ options }) => options), tools };
}

const FREE_PLAN = CALLS.map(({ tool, args }, index) => {
  const values = Object.values(args).join(", ");
  return `${index + 1}. ${tool}: ${values}`;
}).join("\n");

function plugin(name: string): PluginSource {
  return { name, load: async () => (await import(`../../plugins/${name}/index.ts`)).plugin };
}

async function runWhole(house: House): Promise<void> {
  const input = { goal: GOAL, dir: house.dir, model: "scripted/large" };
  const { run } = await house.call<{ run: string }>("run.start", input);
  const { outcome, reason } = await house.settled(run);
  if (outcome !== "done") throw new Error(`the run ended ${outcome}: ${reason}`);
  const done = house.events(run).filter(({ type }) => type === "tool.finished");
  const calls = done.filter(({ data }) => data?.["purpose"] !== "probe" && data?.["ok"] === true);
  if (calls.length !== CALLS.length) throw new Error(`${calls.length} calls were made`);
}
