import { z } from "zod";

import { isObject, type JsonObject } from "../../../../kernel/json.ts";
import { checkArguments } from "../arguments.ts";
import { needsRun } from "../../../hub/needs-run.ts";
import { capped } from "../cap.ts";
import { defineHouseTool, dir } from "../house-tool.ts";
import { folderOf, type House } from "../house.ts";
import type { KeptResults } from "../kept-results.ts";
import { CALL_STEP, perform } from "../perform.ts";
import { passThrough } from "../pass-through.ts";
import { findUsable } from "../usable-tools.ts";
import { callVerbTool, findVerb } from "../verb-tools.ts";
import type { Conversation } from "../../desk.ts";

export function callTool(kept: KeptResults) {
  return defineHouseTool({
    name: "call",
    title: "Call a tool",
    description:
      "Calls any tool that search finds. A tool that may change something asks the person first, is written down before it happens, and can often be undone.",
    input: z.strictObject({
      tool: z.string().min(1).describe("Its name as search gives it: server__tool."),
      args: z
        .custom<JsonObject>(isObject, "must be an object")
        .default({})
        .describe("Its arguments: see describe."),
      dir,
    }),
    scope: "read",
    isGuarded: true,
    annotations: { openWorldHint: true },
    async run({ tool: name, args, dir: given }, at, house) {
      const result = await called(house, at, name, args as JsonObject, given);
      return capped(
        result,
        house.settings().resultTokens,
        (whole) => addressOf(result) ?? kept.keep(whole),
      );
    },
  });
}

async function called(
  house: House,
  at: Conversation,
  name: string,
  args: JsonObject,
  given: string | undefined,
): Promise<JsonObject> {
  const verb = findVerb(house, name, at);
  if (verb)
    return callVerbTool(house, verb, given === undefined ? args : { dir: given, ...args }, at);
  const folder = await folderOf(house, at, given);
  const tool = await findUsable(house, name, folder, at);
  checkArguments(house, name, tool.inputSchema, args);
  const place = folder ?? house.emptyDir();
  return tool.effect === "read" && !needsRun(tool, args)
    ? passThrough(house, tool, args, at, place)
    : perform(house, tool, args, at, place);
}

/** What a run was answered stands in the ledger. */
function addressOf({ _meta: meta }: JsonObject): string | null {
  const label = isObject(meta) ? meta["dev.glassbox/label"] : undefined;
  return typeof label === "string" ? `${label}@${CALL_STEP}` : null;
}
