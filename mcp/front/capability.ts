import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import { metaOf } from "./message.ts";
import { errorCode, metaKey, TASKS_EXTENSION } from "./protocol.ts";

/** What a client must have declared to be asked this, in the form in which it declares it; undefined: no client is asked such a thing. */
function needed(method: string, params: JsonObject): JsonObject | undefined {
  if (method === "roots/list") return { roots: {} };
  if (method === "sampling/createMessage") {
    const withTools = params["tools"] !== undefined || params["toolChoice"] !== undefined;
    return { sampling: withTools ? { tools: {} } : {} };
  }
  if (method !== "elicitation/create") return undefined;
  return { elicitation: params["mode"] === "url" ? { url: {} } : { form: {} } };
}

/** The fault for asking what the client has not declared to answer; undefined: it may be asked. */
export function notDeclared(
  method: string,
  params: JsonObject,
  capabilities: JsonObject,
): RequestFault | undefined {
  const required = needed(method, params);
  if (required === undefined) {
    return new RequestFault(errorCode.methodNotFound, `Clients are not asked ${method}.`);
  }
  const missing = Object.entries(required).filter(
    ([name, modes]) => !declares(capabilities[name], modes),
  );
  if (missing.length === 0) return undefined;
  const names = missing.map(([name, modes]) => [name, ...Object.keys(modes as JsonObject)]);
  const message = `This needs a client that has declared ${names.map((each) => each.join(".")).join(", ")}.`;
  const data = { requiredCapabilities: Object.fromEntries(missing) };
  return new RequestFault(errorCode.missingCapability, message, data);
}

function declares(declared: unknown, modes: unknown): boolean {
  if (!isObject(declared) || !isObject(modes)) return false;
  // Before there were modes, a bare `elicitation: {}` meant forms.
  const bare = declared["form"] === undefined && declared["url"] === undefined;
  return Object.keys(modes).every(
    (mode) => declared[mode] !== undefined || (mode === "form" && bare),
  );
}

export function takesTasks(capabilities: JsonObject): boolean {
  const { extensions } = capabilities;
  return isObject(extensions) && extensions[TASKS_EXTENSION] !== undefined;
}

/** The same request of a client that takes no tasks. */
export function withoutTasks(params: JsonObject): JsonObject {
  const meta = metaOf(params);
  const capabilities = meta[metaKey.capabilities];
  if (!isObject(capabilities) || !isObject(capabilities["extensions"])) return params;
  const others = Object.entries(capabilities["extensions"]);
  const extensions = Object.fromEntries(others.filter(([name]) => name !== TASKS_EXTENSION));
  const declared = { ...capabilities, extensions };
  return { ...params, _meta: { ...meta, [metaKey.capabilities]: declared } };
}

export function tasksNotDeclared(): RequestFault {
  const data = { requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } };
  const message = `This needs a client that has declared the extension ${TASKS_EXTENSION}.`;
  return new RequestFault(errorCode.missingCapability, message, data);
}
