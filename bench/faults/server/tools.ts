import type { JsonObject } from "../../../kernel/json.ts";
import type { World } from "../world.ts";

const text = { type: "string" };
const named = { type: "object", properties: { name: text }, required: ["name"] };
const valued = {
  type: "object",
  properties: { name: text, value: text },
  required: ["name", "value"],
};
const read = { "dev.glassbox/effect": "read" };

/** The title of a tool that has changed its mind about its arguments. */
export const SWAPPED = "Puts a value under a name, the other way round";

/** A list in a place of its own, so that a fault can change it while the server runs. */
export function toolList(): JsonObject[] {
  return [
    { name: "look", inputSchema: named, _meta: read },
    { name: "list", inputSchema: { type: "object" }, _meta: read },
    { name: "put", inputSchema: valued, _meta: { "dev.glassbox/effect": "keyed" } },
    {
      name: "post",
      inputSchema: valued,
      _meta: {
        "dev.glassbox/effect": "probe",
        "dev.glassbox/expect": [
          {
            probe: { tool: "look", args: { name: "$args.name" } },
            matches: { properties: { value: { const: "$args.value" } }, required: ["value"] },
          },
        ],
      },
    },
    { name: "send", inputSchema: valued, _meta: { "dev.glassbox/effect": "once" } },
  ];
}

export function isSwapped(tools: readonly JsonObject[], tool: string): boolean {
  return tools.some(({ name, title }) => name === tool && title === SWAPPED);
}

/** Does what the tool is for, and answers with its structured content. Only `put` knows an effect that it has had. */
export function act(world: World, tool: string, args: JsonObject, key: string): JsonObject {
  const name = String(args["name"]);
  if (tool === "look") return { name, value: world.value(name) };
  if (tool === "list") {
    const things = world.things();
    return { names: [...new Set(things.map((thing) => thing.name))].sort(), count: things.length };
  }
  const isRepeated = tool === "put" && world.things().some((thing) => thing.key === key);
  if (!isRepeated) world.add({ name, value: String(args["value"]), key });
  return { ok: true };
}
