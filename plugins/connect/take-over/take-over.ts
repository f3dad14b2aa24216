import { messageOf } from "../../../kernel/error.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { Place } from "../place.ts";
import { isRemote, type Server } from "../server.ts";
import type { Call } from "./call.ts";
import type { Found } from "./found.ts";
import { hideSecrets, type Hidden } from "./hide-secrets.ts";
import { looksSecret } from "./secret-like.ts";
import { serverName } from "./server-name.ts";
import { type Start, startsOf } from "./starts.ts";
import { expandVariables } from "./variables.ts";

export interface TakingOver {
  readonly place: Place;
  /** Where packages are installed. */
  readonly packages: string;
  readonly call: Call;
  /** Nothing is installed, started or written. */
  readonly isDry: boolean;
}

/** What became of one server. */
export interface Taken {
  readonly from: string;
  /** What it is called here; empty if it is not. */
  readonly name: string;
  readonly state: "added" | "here already" | "would be added" | "skipped" | "failed";
  /** Why it was skipped or failed. */
  readonly reason: string;
  readonly tools: number;
  /** Names of the secrets that its values became. */
  readonly secrets: readonly string[];
  readonly notes: readonly string[];
}

interface Known {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly url: string;
}

/** Takes a client's server into the hub: it is started once, and is here only if it works. */
export async function takeOver({ name: from, read }: Found, how: TakingOver): Promise<Taken> {
  const none = { from, name: "", reason: "", tools: 0, secrets: [], notes: [] };
  if (read.kind === "skipped") return { ...none, state: "skipped", reason: read.reason };
  const { server, open } = expandVariables(read.server, how.place);
  if (open.length > 0) {
    const reason = `it needs ${open.join(", ")}, which is not in the environment`;
    return { ...none, state: "skipped", reason };
  }
  const { servers } = await how.call<{ servers: readonly Known[] }>("servers.list");
  const names = new Set(["glassbox", ...servers.map((one) => one.name)]);
  const fresh = serverName(from, names);
  if (how.isDry) return { ...none, name: fresh, state: "would be added" };
  const starts = isRemote(server)
    ? [{ program: server, note: "" }]
    : await startsOf(server, how.place, how.packages);
  const twin = servers.find((one) => starts.some(({ program }) => isTwin(one, program)));
  if (twin) return { ...none, name: twin.name, state: "here already" };
  const notes = visibleSecrets(server);
  const hidden = await hideSecrets(fresh, how.call);
  const added = await firstThatStarts(fresh, starts, hidden, how.call);
  const secrets = hidden.names();
  if (added.ok) {
    const { tools, note, needsLogin } = added;
    const login = needsLogin ? [`it wants a login: glassbox mcp login ${fresh}`] : [];
    const said = [...(note === "" ? [] : [note]), ...login, ...notes];
    return { ...none, name: fresh, state: "added", tools, secrets, notes: said };
  }
  await hidden.forget();
  return { ...none, state: "failed", reason: added.reason };
}

type Added =
  | {
      readonly ok: true;
      readonly tools: number;
      readonly note: string;
      readonly needsLogin: boolean;
    }
  | { readonly ok: false; readonly reason: string };

async function firstThatStarts(
  name: string,
  starts: readonly { readonly program: Server; readonly note: string }[],
  hidden: Hidden,
  call: Call,
): Promise<Added> {
  let reason = "";
  for (const { program, note } of starts) {
    try {
      const input = { name, ...(await hidden.of(program)) } as JsonObject;
      const { tools, needsLogin } = await call<{ tools: readonly string[]; needsLogin: boolean }>(
        "servers.add",
        input,
      );
      return { ok: true, tools: tools.length, note, needsLogin };
    } catch (error) {
      reason = messageOf(error);
    }
  }
  return { ok: false, reason };
}

function isTwin(known: Known, program: Start["program"] | Server): boolean {
  if ("url" in program) return known.url === program.url;
  const same = (args: readonly string[]) => args.join("\0") === known.args.join("\0");
  return known.command === program.command && same(program.args);
}

/** Only values of the environment and of headers can be secrets by name; elsewhere they stay readable. */
function visibleSecrets(server: Server): string[] {
  const words = isRemote(server)
    ? [server.url, ...(URL.parse(server.url)?.searchParams.values() ?? [])]
    : server.args.flatMap((arg) => [arg, arg.slice(arg.indexOf("=") + 1)]);
  if (!words.some(looksSecret)) return [];
  return [
    `its ${isRemote(server) ? "address" : "arguments"} seem to hold a secret, which stays readable there`,
  ];
}
