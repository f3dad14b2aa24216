import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type House, openHouse, pluginOf, type Report } from "./kernel.ts";
import { call, has } from "./plan.ts";
import { createWorld, type World } from "./world-server.ts";
import type { PluginSource } from "../../kernel/host.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { StdioSpec } from "../../mcp/hub/index.ts";
import type { Driver } from "../../plugins/contracts/driver.ts";
import { createServer as createOutbox } from "../../tools/outbox/index.ts";

/** A house with servers of every kind: our own, one that says where its mails go, and one of somebody else. */
export interface Office {
  readonly house: House;
  readonly world: World;
}

const foreign: StdioSpec = {
  name: "foreign",
  transport: "stdio",
  rooted: false,
  trusted: false,
  command: process.execPath,
  args: [join(import.meta.dir, "../../mcp/hub/fixture-server.ts")],
  env: {},
  effects: { structured: "read" },
};
const outbox = {
  name: "outbox",
  transport: "in-process",
  rooted: true,
  trusted: true,
  create: async (root: string) => createOutbox({ root }),
} as const;

/** With plans, a run without one makes these, one after the other. */
export async function openOffice(plans?: readonly JsonObject[]): Promise<Office> {
  const world = createWorld();
  const house = await openHouse({
    servers: [world.server, outbox, foreign],
    ...(plans && { without: ["planner"], plugins: [plannerOf(plans)] }),
  });
  mkdirSync(join(house.dir, "outbox"));
  writeFileSync(join(house.dir, "outbox/outbox.json"), '{"version":1}');
  return { house, world };
}

function plannerOf(plans: readonly JsonObject[]): PluginSource {
  const left = [...plans];
  const ground = { kind: "model", name: "", hash: "", slots: {} };
  const next = async () => {
    const plan = left.shift();
    return plan
      ? { kind: "plan" as const, proposal: { plan, ground } }
      : { kind: "finish" as const, missing: [] };
  };
  const driver: Driver = { name: "goal", hash: "", first: async () => null, next };
  return pluginOf("given", (host) => host.provide("driver", driver.name, driver));
}

export interface Asked {
  readonly ask: string;
  readonly step: string | null;
  readonly question: string;
  readonly detail: { readonly effects: JsonObject[]; readonly tainted?: readonly string[] };
}

export const asksOf = ({ asks }: Pick<Report, "asks">) => asks as unknown as readonly Asked[];

/** A read of what somebody else's server says, here just what it was given. */
export const page = (text: string) => call("page", "foreign__structured", { text });

export const write = (id: string, args: JsonObject) => call(id, "files__files_write", args);

export const put = (id: string, name: string, value: JsonValue, more: JsonObject = {}) =>
  call(
    id,
    "world__put",
    { name, value },
    {
      expect: [{ probe: { tool: "world__look", args: { name } }, ...has("value", value) }],
      ...more,
    },
  );

export const answer = (house: House, run: string, value: JsonValue, more: JsonObject = {}) =>
  house.call("run.answer", { run, value, ...more });

export const grants = (house: House, run: string) =>
  house.call<{ grants: JsonObject[] }>("grants.list", { run });
