import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";

const HIDDEN = "[hidden]";
/** Members of a server's definition whose values open something, wherever they stand in it. */
const OPENING = new Set(["env", "headers", "clientSecret"]);
/** Nothing but the names of secrets, as in `Bearer secret://token`. */
const NAMES_ONLY = /^(?:\w+ )?secret:\/\/[\w./-]+$/;

/** The configuration without what stands openly in it and opens something: the names stay, and what is a `secret://`. */
export function withoutCredentials(config: JsonObject): JsonObject {
  const { servers } = config;
  if (!isObject(servers)) return config;
  const shown = Object.entries(servers).map(([name, spec]) => [name, withoutOpening(spec)]);
  return { ...config, servers: Object.fromEntries(shown) as JsonObject };
}

function withoutOpening(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutOpening);
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    OPENING.has(name) ? hidden(member) : withoutOpening(member),
  ]);
  return Object.fromEntries(members) as JsonObject;
}

function hidden(value: JsonValue): JsonValue {
  if (typeof value === "string") return NAMES_ONLY.test(value) ? value : HIDDEN;
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, hidden(member)]);
  return Object.fromEntries(members) as JsonObject;
}
