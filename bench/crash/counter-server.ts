import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Server } from "@modelcontextprotocol/server";
import type { CallToolResult, Tool } from "@modelcontextprotocol/server";
import { z } from "zod";

import type { InProcessSpec, StdioSpec } from "../../mcp/hub/index.ts";
import { addEffect, effectsIn, tally } from "./counter.ts";
import { doneOf, jobOf, type World } from "./world.ts";
import { type CallPoint, type Kill, killSchema } from "./kill.ts";
import { KINDS, type Kind, pauseOf, stepIds, type Task, taskSchema } from "./task.ts";

/** What the counter is told when it is a process of its own. */
export const counterProcessSchema = z.strictObject({
  home: z.string(),
  task: taskSchema,
  kill: killSchema.nullable(),
  /** The process that it kills. */
  kernel: z.int(),
});

type Meta = Record<string, unknown>;

type Reached = (point: CallPoint, step: string) => void;

/** The counter as a server in the process of the kernel, which dies with it. */
export function serverInside(world: World, task: Task, reached: Reached): InProcessSpec {
  const create = async () => createCounterServer(world, task, reached);
  return { ...ABOUT, transport: "in-process", create };
}

/** The counter as a process of its own. It kills the kernel's where it is told to, and goes on with what it does. */
export function serverBeside(home: string, task: Task, kill: Kill | null): StdioSpec {
  const given: z.infer<typeof counterProcessSchema> = { home, task, kill, kernel: process.pid };
  const args = [join(import.meta.dir, "counter-process.ts"), JSON.stringify(given)];
  return { ...ABOUT, transport: "stdio", command: process.execPath, args, env: {} };
}

const ABOUT = { name: "counter", rooted: false, trusted: true } as const;

/**
 * Effects that are lines in a file outside. One tool for each kind of effect, and three that read: what has happened to
 * all steps, to one, and whether a job is done. `reached` is told which point of which call it is at.
 */
export function createCounterServer(world: World, task: Task, reached: Reached): Server {
  const act = async (kind: Kind, step: string, id: string): Promise<CallToolResult> => {
    await Bun.sleep(pauseOf(task, step));
    reached("before", step);
    EFFECTS[kind](world, step, id);
    reached("after", step);
    await Bun.sleep(pauseOf(task, step));
    return kind === "deferred" ? handleTo(id) : answer({ step });
  };
  const server = new Server({ name: "counter", version: "1" }, { capabilities: { tools: {} } });
  server.setRequestHandler("tools/list", () => ({ tools: [...KINDS.map(effectTool), ...READS] }));
  server.setRequestHandler("tools/call", (request, context) => {
    const { name, arguments: args = {} } = request.params;
    const step = String(args["step"]);
    if (name === "tally") return answer(tally(world.counter, stepIds(task)));
    if (name === "find") return answer({ times: tally(world.counter, [step])[step] });
    if (name === "look_after")
      return answer({ done: existsSync(doneOf(world, String(args["job"]))) });
    const { _meta: meta = {} } = context.mcpReq as { readonly _meta?: Meta };
    // The effect's id comes with every call, and as an argument where a tool says which one takes it.
    const id = name === "deferred" ? args["job"] : meta["dev.glassbox/effectId"];
    return act(name as Kind, step, String(id));
  });
  return server;
}

const EFFECTS: Readonly<Record<Kind, (world: World, step: string, id: string) => void>> = {
  read: () => {},
  once: ({ counter }, step, id) => addEffect(counter, { step, id }),
  probe: ({ counter }, step, id) => addEffect(counter, { step, id }),
  // A key that it has seen is answered as before, and nothing happens.
  keyed: ({ counter }, step, id) => {
    if (effectsIn(counter).every((effect) => effect.id !== id)) addEffect(counter, { step, id });
  },
  // The work is done by somebody else, once for each job that lies there.
  deferred: (world, step, id) => writeFileSync(jobOf(world, id), step),
};

function effectTool(kind: Kind): Tool {
  const found = { required: ["times"], properties: { times: { type: "integer", minimum: 1 } } };
  const probe = { tool: "find", args: { step: "$args.step" } };
  const text = { type: "string" };
  const isDeferred = kind === "deferred";
  const properties = { step: text, ...(isDeferred && { job: text }) };
  return {
    name: kind,
    inputSchema: { type: "object", properties, required: ["step"] },
    _meta: {
      "dev.glassbox/effect": isDeferred ? "keyed" : kind,
      ...(isDeferred && { "dev.glassbox/key": "job" }),
      ...(kind === "probe" && { "dev.glassbox/expect": [{ probe, matches: found }] }),
    },
  };
}

const READS: Tool[] = ["tally", "find", "look_after"].map((name) => ({
  name,
  inputSchema: { type: "object" },
  _meta: { "dev.glassbox/effect": "read" },
}));

function answer(structuredContent: Record<string, unknown>): CallToolResult {
  return { content: [], structuredContent };
}

function handleTo(job: string): CallToolResult {
  const done = { required: ["done"], properties: { done: { const: true } } };
  const handle = { tool: "look_after", args: { job }, done };
  return { ...answer({ accepted: true }), _meta: { "dev.glassbox/handle": handle } };
}
