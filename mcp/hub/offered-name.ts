import { isObject, sha256 } from "../../kernel/json.ts";
import { isJoinable, joinName } from "./spec.ts";

/** As many as the strictest client takes. */
const most = 64;
const hashLength = 8;

/** `server__tool` cut and cleaned to what every client takes, and told apart by a hash of the whole. */
export function hashedName(server: string, own: string): string {
  const clean = joinName(server, own).replaceAll(/[^a-zA-Z0-9_-]/g, "_");
  const hash = sha256(JSON.stringify([server, own])).slice(0, hashLength);
  return `${clean.slice(0, most - hashLength - 1)}_${hash}`;
}

/** The name of a server's tool in the house: its own where that fits; undefined: there is none that fits. */
export function offeredName(server: string, own: string): string | undefined {
  if (own === "") return undefined;
  if (isJoinable(joinName(server, own))) return own;
  const prefix = joinName(server, "");
  const hashed = hashedName(server, own);
  return hashed.startsWith(prefix) ? hashed.slice(prefix.length) : undefined;
}

const known = new WeakMap<readonly unknown[], ReadonlyMap<string, string>>();

/** What the server itself calls a tool that the house knows by this name; `sent` is its list of tools. */
export function ownName(server: string, sent: readonly unknown[], name: string): string {
  let renamed = known.get(sent);
  if (renamed === undefined) {
    renamed = renamedIn(server, sent);
    known.set(sent, renamed);
  }
  return renamed.get(name) ?? name;
}

/** A tool that has such a name of its own keeps it, as it does where tools are defined: the first has it. */
function renamedIn(server: string, sent: readonly unknown[]): ReadonlyMap<string, string> {
  const owns = new Map<string, string>();
  for (const tool of sent) {
    const own = isObject(tool) ? tool["name"] : undefined;
    const offered = typeof own === "string" ? offeredName(server, own) : undefined;
    if (offered !== undefined && !owns.has(offered)) owns.set(offered, own as string);
  }
  return new Map([...owns].filter(([offered, own]) => offered !== own));
}
