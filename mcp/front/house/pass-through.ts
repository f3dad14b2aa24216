import type { JsonObject } from "../../../kernel/json.ts";
import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import type { Conversation } from "../desk.ts";
import type { House } from "./house.ts";
import { askingCaller, passedMeta } from "./passed-caller.ts";
import { readable } from "./readable.ts";

/** A call that only reads goes straight to its server, and its answer comes back as it was sent. */
export async function passThrough(
  house: House,
  { server, name }: ToolDefinition,
  args: JsonObject,
  { client, meta, signal }: Conversation,
  dir: string,
): Promise<JsonObject> {
  const caller = askingCaller(client);
  const params = { name, arguments: args, _meta: passedMeta(meta) };
  const passed = { server, dir, method: "tools/call", params, caller, signal };
  return house.guard(readable(await house.hub.request(passed)), server);
}
