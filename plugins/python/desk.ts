import { z } from "zod";

import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { RequestFault } from "../../mcp/fault.ts";
import type { Asked } from "../contracts/asked.ts";
import type { Reply } from "./call-log.ts";
import { keeping } from "./keeping.ts";
import { literals } from "./literal.ts";
import { INVALID, parsed } from "./params.ts";
import { perform } from "./perform.ts";
import type { Program } from "./program.ts";
import type { Programs } from "./programs.ts";
import { toolsFor } from "./tools-for.ts";
import { applyFiles, applyParams } from "./apply-files.ts";
import { giveFiles, giveParams } from "./give-files.ts";

const UNKNOWN_METHOD = -32601;

const object = z.custom<JsonObject>(isObject, "must be an object");
const listParams = z.object({ patterns: z.array(z.string()).max(100) });
const callParams = z.object({
  tool: z.string().min(1).max(200),
  arguments: object,
  index: z.int().nonnegative(),
});

type Answer = (program: Program, params: JsonObject, signal: AbortSignal) => Promise<JsonObject>;

/** What the interpreter's server asks for a program that a run has begun. */
export function desk(host: Host, programs: Programs): Asked {
  const answers: Readonly<Record<string, Answer>> = {
    "dev.glassbox/tools/list": async (program, params) => {
      const { patterns } = parsed(listParams, params);
      const tools = await toolsFor(host, program, patterns);
      return { tools: tools.map(shown) };
    },
    "dev.glassbox/tools/call": async (program, params, signal) => {
      const { tool: name, arguments: args, index } = parsed(callParams, params);
      const tools = await toolsFor(host, program, program.patterns);
      const tool = tools.find((one) => toolKey(one) === name);
      if (!tool) return { ok: false, message: `this program has no tool ${name}` };
      const { keep, kept } = keeping(host, program);
      const { server, name: own } = tool;
      const call = { key: `call ${index}`, server, name: own, args: literals(args, keep), kept };
      return (await perform(host, programs, program, call, signal)) satisfies Reply as JsonObject;
    },
    "dev.glassbox/files/read": (program, params) =>
      giveFiles(host, program, parsed(giveParams, params).paths),
    "dev.glassbox/files/apply": (program, params, signal) =>
      applyFiles(host, programs, program, parsed(applyParams, params).changes, signal),
  };
  return {
    async answer(method, params, signal) {
      const answer = answers[method];
      if (!answer) throw new RequestFault(UNKNOWN_METHOD, `Method not found: ${method}`);
      const program = programs.get(effectIn(params));
      if (program) return answer(program, params, signal);
      throw new RequestFault(
        INVALID,
        "only a program that is a step of a run has tools and files; begin a run with it",
      );
    },
  };
}

function effectIn({ _meta: meta }: JsonObject): string {
  const effect = isObject(meta) ? meta["dev.glassbox/effectId"] : undefined;
  return typeof effect === "string" ? effect : "";
}

function shown(tool: ToolDefinition): JsonObject {
  const { description, inputSchema, outputSchema } = tool;
  const schema = inputSchema as JsonObject;
  return {
    tool: toolKey(tool),
    description,
    inputSchema: schema,
    ...(outputSchema === undefined ? {} : { outputSchema: outputSchema as JsonObject }),
  };
}
