import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import type { Program, Read } from "../server.ts";

/** `{command, args, env}`, which most clients share. */
export function commonEntry({ command, args, env }: Program): JsonObject {
  return { command, args: [...args], ...(Object.keys(env).length > 0 ? { env } : {}) };
}

export function typedEntry(program: Program): JsonObject {
  return { type: "stdio", ...commonEntry(program) };
}

/** A server in the words of any client but opencode: each has some of these, and none means something else by one. */
export function readCommon(entry: JsonObject): Read {
  if (entry["disabled"] === true || entry["enabled"] === false)
    return skipped("it is switched off");
  if (entry["type"] === "sse") return skipped("it speaks the old transport HTTP+SSE");
  const address = [entry["httpUrl"], entry["url"], entry["serverUrl"]].find(isText);
  if (address !== undefined) return remote(address, { ...headersOf(entry) });
  const { command, cwd } = entry;
  if (!isText(command)) return skipped("it has neither a command nor an address");
  const forwarded = texts(entry["env_vars"]).map((name) => [name, `\${${name}}`] as const);
  return {
    kind: "server",
    server: {
      command,
      args: texts(entry["args"]),
      env: { ...Object.fromEntries(forwarded), ...textMap(entry["env"]) },
      ...(isText(cwd) ? { cwd } : {}),
    },
  };
}

/** Headers that are named by a variable are written as clients write variables. */
function headersOf(entry: JsonObject): Record<string, string> {
  const bearer = entry["bearer_token_env_var"];
  const named = Object.entries(textMap(entry["env_http_headers"]));
  return {
    ...textMap(entry["headers"]),
    ...textMap(entry["http_headers"]),
    ...Object.fromEntries(named.map(([header, name]) => [header, `\${${name}}`])),
    ...(isText(bearer) ? { Authorization: `Bearer \${${bearer}}` } : {}),
  };
}

export function remote(url: string, headers: Readonly<Record<string, string>>): Read {
  return { kind: "server", server: { url, headers } };
}

export function skipped(reason: string): Read {
  return { kind: "skipped", reason };
}

export function isText(value: JsonValue | undefined): value is string {
  return typeof value === "string" && value !== "";
}

export function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

export function textMap(value: JsonValue | undefined): Record<string, string> {
  if (!isObject(value)) return {};
  const said = Object.entries(value).filter(([, one]) => one !== null && typeof one !== "object");
  return Object.fromEntries(said.map(([name, one]) => [name, String(one)]));
}
