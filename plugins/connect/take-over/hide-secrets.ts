import type { JsonObject } from "../../../kernel/json.ts";
import { isRemote, type Server } from "../server.ts";
import type { Call } from "./call.ts";
import { isSecretLike } from "./secret-like.ts";
import { freeName } from "./server-name.ts";

const LONGEST_NAME = 64;

/** Secrets of one server on their way into the store. */
export interface Hidden {
  /** A server as `servers.add` takes it, with `secret://NAME` where a secret was. */
  of(server: Server): Promise<JsonObject>;
  names(): readonly string[];
  /** Takes them out of the store again. */
  forget(): Promise<void>;
}

/** A secret that is there already is never written over. */
export async function hideSecrets(server: string, call: Call): Promise<Hidden> {
  const { secrets } = await call<{ secrets: readonly { name: string }[] }>("secrets.list");
  const taken = new Set(secrets.map(({ name }) => name));
  /** By variable and value. */
  const kept = new Map<string, string>();

  async function hide(variable: string, value: string): Promise<string> {
    if (!isSecretLike(variable, value)) return value;
    const key = `${variable}=${value}`;
    const known = kept.get(key);
    if (known !== undefined) return `secret://${known}`;
    const wanted = `${server}.${variable}`.replaceAll(/[^A-Za-z0-9._-]/g, "-");
    const name = freeName(wanted.slice(0, LONGEST_NAME), taken, LONGEST_NAME);
    await call("secrets.set", { name, value });
    taken.add(name);
    kept.set(key, name);
    return `secret://${name}`;
  }

  async function hideAll(values: Readonly<Record<string, string>>): Promise<JsonObject> {
    const hidden: Record<string, string> = {};
    for (const [name, value] of Object.entries(values)) hidden[name] = await hide(name, value);
    return hidden;
  }

  return {
    async of(program) {
      if (isRemote(program)) {
        const headers = await hideAll(program.headers);
        return { url: program.url, ...unlessEmpty("headers", headers) };
      }
      const { command, args, env, cwd } = program;
      const hidden = await hideAll(env);
      const said = { command, args: [...args], ...unlessEmpty("env", hidden) };
      return cwd === undefined ? said : { ...said, cwd };
    },
    names: () => [...kept.values()],
    async forget() {
      for (const name of kept.values()) await call("secrets.remove", { name });
      kept.clear();
    },
  };
}

function unlessEmpty(key: string, value: JsonObject): JsonObject {
  return Object.keys(value).length === 0 ? {} : { [key]: value };
}
