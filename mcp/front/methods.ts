import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import type { Era } from "../hub/caller.ts";
import { tasksNotDeclared } from "./capability.ts";
import type { Conversation, Desk, Principal } from "./desk.ts";
import type { Tasks } from "./front.ts";
import { errorCode, MODERN_VERSIONS, TASKS_EXTENSION } from "./protocol.ts";

/** What answers the requests of all clients. */
export interface House {
  /** `name`, `version`, `title`: as clients know us. */
  readonly identity: JsonObject;
  readonly desks: readonly Desk[];
  readonly tasks: Tasks | undefined;
  instructions(principal: Principal): string;
}

type Method = (params: JsonObject, at: Conversation, house: House) => Promise<JsonObject>;

const both: Readonly<Record<string, Method>> = {
  "tools/list": (params, { client }, { desks }) =>
    listed(
      "tools",
      "name",
      params,
      desks.map((desk) => desk.tools(client)),
    ),
  "tools/call": callTool,
  "resources/list": (params, { client }, { desks }) =>
    listed(
      "resources",
      "uri",
      params,
      desks.map((desk) => desk.resources(client)),
    ),
  "resources/templates/list": (params, { client }, { desks }) => {
    const lists = desks.map((desk) => desk.resourceTemplates(client));
    return listed("resourceTemplates", "uriTemplate", params, lists);
  },
  "resources/read": readResource,
  "prompts/list": (params, { client }, { desks }) =>
    listed(
      "prompts",
      "name",
      params,
      desks.map((desk) => desk.prompts(client)),
    ),
  "prompts/get": getPrompt,
  "completion/complete": async (params, at, { desks }) =>
    (await firstOf(desks, (desk) => desk.complete(params, at))) ?? { completion: { values: [] } },
};

const legacy: Readonly<Record<string, Method>> = { ...both, ping: async () => ({}) };

const modern: Readonly<Record<string, Method>> = {
  ...both,
  "server/discover": async (_, { client }, house) => ({
    supportedVersions: MODERN_VERSIONS,
    ...introduction("modern", house, client.principal),
  }),
};

const ofTasks: Readonly<Record<string, Method>> = {
  "tasks/get": ofTask((id, _, at, tasks) => tasks.get(id, at)),
  "tasks/update": ofTask(async (id, params, at, tasks) => told(await tasks.update(id, params, at))),
  "tasks/cancel": ofTask(async (id, _, at, tasks) => told(await tasks.cancel(id, at))),
};

/** Undefined: there is no such method in this era. */
export function methodOf(era: Era, name: string, house: House): Method | undefined {
  const methods = era === "legacy" ? legacy : modern;
  if (Object.hasOwn(methods, name)) return methods[name];
  const tasks = era === "modern" && house.tasks !== undefined && Object.hasOwn(ofTasks, name);
  return tasks ? ofTasks[name] : undefined;
}

/** Capabilities and instructions, as both eras begin with them. */
export function introduction(era: Era, house: House, principal: Principal): JsonObject {
  const instructions = house.instructions(principal);
  const capabilities = capabilitiesIn(era, house);
  return { capabilities, ...(instructions !== "" && { instructions }) };
}

function capabilitiesIn(era: Era, { tasks }: House): JsonObject {
  return {
    tools: { listChanged: true },
    resources: { listChanged: true, subscribe: true },
    prompts: { listChanged: true },
    completions: {},
    logging: {},
    ...(era === "modern" && tasks !== undefined && { extensions: { [TASKS_EXTENSION]: {} } }),
  };
}

/** All in one page, each name once: of two the first desk's counts. */
async function listed(
  member: string,
  key: string,
  params: JsonObject,
  lists: readonly Promise<readonly JsonObject[]>[],
): Promise<JsonObject> {
  if (params["cursor"] !== undefined) {
    throw new RequestFault(errorCode.invalidParams, "cursor: there is one page, ask without it.");
  }
  const seen = new Map<unknown, JsonObject>();
  for (const entry of (await Promise.all(lists)).flat()) {
    if (!seen.has(entry[key])) seen.set(entry[key], entry);
  }
  return { [member]: [...seen.values()] };
}

async function firstOf<T>(
  desks: readonly Desk[],
  ask: (desk: Desk) => Promise<T | null>,
): Promise<T | null> {
  for (const desk of desks) {
    const answer = await ask(desk);
    if (answer !== null) return answer;
  }
  return null;
}

async function callTool(params: JsonObject, at: Conversation, { desks }: House) {
  const name = textOf(params, "name");
  const args = argumentsOf(params);
  const result = await firstOf(desks, (desk) => desk.callTool(name, args, at));
  if (result !== null) return result;
  throw new RequestFault(errorCode.invalidParams, `Unknown tool: ${name}. tools/list names all.`);
}

async function readResource(params: JsonObject, at: Conversation, { desks }: House) {
  const uri = textOf(params, "uri");
  const result = await firstOf(desks, (desk) => desk.readResource(uri, at));
  if (result !== null) return result;
  throw new RequestFault(errorCode.resourceNotFound, `Resource not found: ${uri}`, { uri });
}

async function getPrompt(params: JsonObject, at: Conversation, { desks }: House) {
  const name = textOf(params, "name");
  const args = argumentsOf(params);
  const result = await firstOf(desks, (desk) => desk.getPrompt(name, args, at));
  if (result !== null) return result;
  const message = `Unknown prompt: ${name}. prompts/list names all.`;
  throw new RequestFault(errorCode.invalidParams, message);
}

function ofTask(
  act: (
    id: string,
    params: JsonObject,
    at: Conversation,
    tasks: Tasks,
  ) => Promise<JsonObject | null>,
): Method {
  return async (params, at, { tasks }) => {
    if (!at.takesTask) throw tasksNotDeclared();
    const id = textOf(params, "taskId");
    const answer = tasks === undefined ? null : await act(id, params, at, tasks);
    if (answer !== null) return answer;
    throw new RequestFault(errorCode.invalidParams, `Unknown task: ${id}`, { taskId: id });
  };
}

function told(answer: JsonObject | null): JsonObject | null {
  return answer === null ? null : {};
}

function textOf(params: JsonObject, field: string): string {
  const value = params[field];
  if (typeof value === "string" && value !== "") return value;
  throw new RequestFault(errorCode.invalidParams, `${field}: must be a text`);
}

function argumentsOf(params: JsonObject): JsonObject {
  const args = params["arguments"] ?? {};
  if (isObject(args)) return args;
  throw new RequestFault(errorCode.invalidParams, "arguments: must be an object");
}
