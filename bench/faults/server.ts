// An MCP server of a few things in a folder that misbehaves as it is told. It is written without the SDK, because it has
// to break the protocol's rules: `bun bench/faults/server.ts ORDER`, with the order as JSON.
import { isObject, type JsonObject } from "../../kernel/json.ts";
import { type Call, MISDEEDS } from "./server/misdeeds.ts";
import type { Order } from "./server/order.ts";
import { atStart, onInitialize } from "./server/start.ts";
import { act, isSwapped, toolList } from "./server/tools.ts";
import { reply, type RequestId, send } from "./server/wire.ts";
import { openWorld } from "./world.ts";

const order = JSON.parse(process.argv[2]!) as Order;
const world = openWorld(order.world);
const tools = toolList();
world.enter(process.pid);
const due = () => {
  const struck = world.struck();
  if (struck < order.times) return order;
  return struck === order.times ? order.then : null;
};
const strikes = (fault: string) => {
  if (fault !== due()?.fault) return false;
  world.strike(fault);
  return true;
};
atStart(strikes, world);

for await (const line of console) {
  const message: unknown = JSON.parse(line || "null");
  // Answers and notifications need none.
  if (!isObject(message) || message["id"] === undefined || message["method"] === undefined)
    continue;
  handle(message["id"] as RequestId, String(message["method"]), message["params"] as JsonObject);
}

function handle(id: RequestId, method: string, params: JsonObject = {}): void {
  if (method === "initialize") return onInitialize(id, params, strikes);
  if (method === "ping") return reply(id, {});
  if (method === "tools/list") return reply(id, { tools });
  if (method === "tools/call") return answer(callOf(id, params));
  send({ id, error: { code: -32601, message: `no method ${method}` } });
}

function callOf(id: RequestId, { name, arguments: given, _meta: meta }: JsonObject): Call {
  const sent = isObject(given) ? given : {};
  const { name: first, value: second } = sent;
  const args = isSwapped(tools, String(name)) ? { name: second!, value: first! } : sent;
  const key = isObject(meta) ? String(meta["dev.glassbox/effectId"]) : "";
  const tool = String(name);
  const done = () => act(world, tool, args, key);
  return { id, tool, args, key, world, tools, order, done, result: () => resultOf(done()) };
}

function answer(call: Call): void {
  const { id, tool, args } = call;
  if (!tools.some(({ name }) => name === tool))
    return send({ id, error: { code: -32602, message: `no tool ${tool}` } });
  const deed = due();
  const isMeant = `${tool} ${String(args["name"])}` === deed?.on;
  const misdeed = isMeant ? MISDEEDS[deed.fault] : undefined;
  if (!misdeed) return reply(id, call.result());
  strikes(deed!.fault);
  misdeed(call);
}

function resultOf(content: JsonObject): JsonObject {
  return { content: [], structuredContent: content };
}
