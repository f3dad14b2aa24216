import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";

const TELLS = /(key|token|secret|password|credential)/i;
const WITHHELD = "withheld";

/** A configuration without what may be a secret, and the places where something was taken out. */
export function withhold(config: JsonObject): { config: JsonObject; withheld: string[] } {
  const withheld: string[] = [];
  const visit = (value: JsonValue, place: string): JsonValue => {
    if (typeof value === "string") {
      const clean = withoutLogin(value);
      if (clean !== value) withheld.push(place);
      return clean;
    }
    if (Array.isArray(value))
      return value.map((one, at) => visit(one as JsonValue, `${place}[${at}]`));
    if (!isObject(value)) return value;
    const members = Object.entries(value).map(([name, member]): [string, JsonValue] => [
      name,
      visit(member, place === "" ? name : `${place}.${name}`),
    ]);
    return Object.fromEntries(members);
  };
  const servers = isObject(config["servers"]) ? config["servers"] : {};
  const kept = Object.entries(servers).map(([name, server]): [string, JsonValue] => {
    if (!isObject(server)) return [name, server];
    return [name, withoutSecrets(server, `servers.${name}`, withheld)];
  });
  const own = kept.length === 0 ? config : { ...config, servers: Object.fromEntries(kept) };
  return { config: visit(own, "") as JsonObject, withheld };
}

/** What goes into a server's environment is a secret until somebody says that it is none. */
function withoutSecrets(server: JsonObject, place: string, withheld: string[]): JsonObject {
  const { env, args, ...rest } = server;
  if (isObject(env)) withheld.push(...Object.keys(env).map((name) => `${place}.env.${name}`));
  if (!Array.isArray(args)) return args === undefined ? rest : { ...rest, args };
  const clean = (args as JsonValue[]).map((argument, at) => {
    const before = args[at - 1];
    const [, flag] = /^(--?[\w-]+)=/.exec(String(argument)) ?? [];
    const isValue = typeof before === "string" && /^--?[\w-]+$/.test(before) && TELLS.test(before);
    if (!isValue && !(flag !== undefined && TELLS.test(flag))) return argument;
    withheld.push(`${place}.args[${at}]`);
    return isValue ? WITHHELD : `${flag}=${WITHHELD}`;
  });
  return { ...rest, args: clean };
}

/** `https://user:password@host` without the user and the password. */
function withoutLogin(text: string): string {
  return text.replace(/^(https?:\/\/)[^/@\s]+@/, "$1");
}
