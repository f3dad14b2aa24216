import { type House, openHouse, pluginOf, type Report } from "./kernel.ts";
import type { ServedTool } from "./tool-server.ts";
import { createWorld, type World } from "./world-server.ts";
import type { JsonObject } from "../../kernel/json.ts";
import {
  type ScriptedCall,
  type Script,
  scriptedPlugin,
} from "../../plugins/model-scripted/index.ts";

export interface MendingOptions {
  readonly goal: string;
  /** The plan that will fail. */
  readonly plan: JsonObject;
  readonly script?: Script;
  readonly isSmall?: boolean;
  readonly tools?: Readonly<Record<string, ServedTool>>;
  readonly ground?: "model" | "skill";
  readonly budget?: JsonObject;
  readonly config?: JsonObject;
  /** Before the run begins. */
  readonly prepare?: (world: World, dir: string) => void;
}

export interface Mended {
  readonly report: Report;
  readonly world: World;
  readonly house: House;
  /** What the model was asked. */
  readonly asked: readonly ScriptedCall[];
  /** Every plan that was accepted, the first one first. */
  readonly plans: readonly JsonObject[];
}

const ALLOW = ["world__*", "files__*"];

/** A run of a plan that goes wrong, in a real house with a scripted model, and what became of it. */
export async function mending(
  { goal, plan, script = [], isSmall = false, ground = "model", ...options }: MendingOptions,
  look: (mended: Mended) => void | Promise<void>,
): Promise<void> {
  const world = createWorld(options.tools);
  const scripted = scriptedPlugin(script, { parameters: isSmall ? 1e8 : 4e9 });
  const { models, ...config } = options.config ?? {};
  await using house = await openHouse({
    servers: [world.server],
    without: ["skills"],
    plugins: [
      { name: "models", load: async () => (await import("../../plugins/models/index.ts")).plugin },
      {
        name: "reflector",
        load: async () => (await import("../../plugins/reflector/index.ts")).plugin,
      },
      scripted,
      pluginOf("given", (host) => {
        const given = { kind: ground, name: "given", hash: "", slots: {} };
        const propose = async () => ({ plan, ground: given });
        host.provide("planner", "given", { propose, nearest: async () => [] });
      }),
    ],
    config: {
      ...config,
      models: { default: "scripted/any", embedder: "none", ...(models as JsonObject | undefined) },
    },
  });
  options.prepare?.(world, house.dir);
  const { budget } = options;
  const report = await house.run(undefined, { goal, allow: ALLOW, ...(budget && { budget }) });
  const plans = house
    .events(report.run)
    .filter(({ type }) => type === "plan.accepted")
    .map(({ data }) => data!["plan"] as JsonObject);
  await look({ report, world, house, asked: scripted.provider.scripted.calls, plans });
}

/** An answer that mends, as a model writes it. */
export function mend(...steps: readonly JsonObject[]): string {
  return JSON.stringify({ cannot: "", steps });
}

/** The same from a server that reads no schema. */
export function unbound(...steps: readonly JsonObject[]) {
  return { text: mend(...steps), ignoresSchema: true };
}

export function stepsOf(plan: JsonObject | undefined): readonly JsonObject[] {
  return (plan?.["steps"] ?? []) as readonly JsonObject[];
}
