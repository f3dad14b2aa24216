import { isRemote, type Server } from "../server.ts";
import type { Place } from "../place.ts";

export interface Expanded {
  readonly server: Server;
  /** What only the client can fill in, such as `${input:token}`. */
  readonly open: readonly string[];
}

/**
 * Fills in what clients take from the environment: `${NAME}`, `${NAME:-default}`, `${env:NAME}`, `{env:NAME}`, and the
 * home folder.
 */
export function expandVariables(server: Server, place: Place): Expanded {
  const open = new Set<string>();
  const fill = (text: string) => expand(text, place, open);
  const fillAll = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fill(value)]));
  if (isRemote(server)) {
    const filled = { url: fill(server.url), headers: fillAll(server.headers) };
    return { server: filled, open: [...open] };
  }
  const { command, args, env, cwd } = server;
  const filled = {
    command: fill(command),
    args: args.map(fill),
    env: fillAll(env),
    ...(cwd === undefined ? {} : { cwd: fill(cwd) }),
  };
  return { server: filled, open: [...open] };
}

const VARIABLE = /\$\{(?:env:)?([A-Za-z_]\w*)(?::-([^}]*))?\}|\{env:([A-Za-z_]\w*)\}/g;
const UNKNOWN = /\$\{[^}]*\}|\{(?:env|file):[^}]*\}/g;

function expand(text: string, { env, home }: Place, open: Set<string>): string {
  const filled = text.replace(VARIABLE, (whole, name?: string, other?: string, curly?: string) => {
    if (name === "userHome") return home;
    return env[name ?? curly ?? ""] || other || whole;
  });
  for (const [whole] of filled.matchAll(UNKNOWN)) open.add(whole);
  return filled;
}
