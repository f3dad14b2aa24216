import { z } from "zod";

import { KernelError, messageOf, usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { canonicalize, type JsonObject, sha256 } from "../../kernel/json.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { defineVerb, type Verb, type VerbCall } from "../../kernel/verb.ts";
import { type Hub, needsLogin } from "../../mcp/hub/index.ts";
import {
  checkDefinition,
  configured,
  type Definition,
  definitionOf,
  given,
  placeOf,
  specOf,
} from "./definition.ts";
import { ADDED, REMOVED } from "./events.ts";
import { provided } from "./provided.ts";

/** The configuration as another plugin keeps it. `update` is given what the file says, without defaults. */
interface ConfigStore {
  read(): unknown;
  update(change: (written: JsonObject) => JsonObject): void;
}

/** The verbs that change the servers of the configuration; the hub follows it at once. */
export function serverVerbs(host: Host): readonly Verb[] {
  const store = () => provided<ConfigStore>(host, "config", "store");
  const hub = () => provided<Hub>(host, "hub", "hub");
  const note = async (type: string, call: VerbCall, data: JsonObject & { server: string }) => {
    const { ledger } = host.kernel();
    const subject = `server/${data.server}`;
    const draft = { subject, branch: `${subject}@${ledger.origin}`, actor: call.actor };
    await ledger.append([{ ...draft, type, data }]);
  };

  return [
    defineVerb({
      name: "servers.add",
      description:
        "Starts a tool server once (a command, or an address), lists its tools, and adds it to the configuration.",
      scope: "person",
      input: given,
      output: z.object({
        name: z.string(),
        tools: z.array(z.string()),
        /** It is added, and tells what it has once a person has logged in: `servers.login`. */
        needsLogin: z.boolean(),
      }),
      async handler(input, call) {
        const { name } = input;
        const said = definitionOf(input);
        const known = configured(store().read());
        checkDefinition(name, said);
        const json = canonicalize(said as JsonObject);
        if (Object.hasOwn(known, name) && canonicalize(known[name] as JsonObject) !== json)
          throw usage(
            `there is a server ${name} already, and it is another one`,
            `take another name, or remove it first: glassbox mcp rm ${name}`,
          );
        const started = await start(hub(), name, said);
        if (Object.hasOwn(known, name)) return { name, ...started };
        const { tools } = started;
        store().update((written) => withServer(written, name, said as JsonObject));
        // Clients that listen are told now, and not when somebody uses a tool.
        hub().status();
        await note(ADDED, call, { server: name, hash: sha256(json), tools });
        return { name, ...started };
      },
    }),
    defineVerb({
      name: "servers.remove",
      description: "Takes a tool server out of the configuration and ends it.",
      scope: "person",
      input: z.strictObject({ name: z.string().min(1) }),
      output: z.object({ name: z.string() }),
      async handler({ name }, call) {
        const known = configured(store().read());
        if (!Object.hasOwn(known, name)) throw unknownServer(name, Object.keys(known));
        store().update((written) => withServer(written, name, null));
        await hub().stop(name);
        hub().status();
        await hub().forget(name);
        await note(REMOVED, call, { server: name });
        return { name };
      },
    }),
  ];
}

export function unknownServer(name: string, known: Iterable<string>): KernelError {
  const message = `no server of the configuration is called ${name}${didYouMean(name, known)}`;
  return new KernelError("not_found", message, { hint: "glassbox mcp ls lists them" });
}

interface Started {
  readonly tools: string[];
  readonly needsLogin: boolean;
}

async function start(hub: Hub, name: string, said: Definition): Promise<Started> {
  try {
    const { tools } = await hub.check(specOf(name, said));
    return { tools: tools.map((tool) => `${name}__${tool.name}`).toSorted(), needsLogin: false };
  } catch (error) {
    // It cannot be logged in at before it is known.
    if (needsLogin(error)) return { tools: [], needsLogin: true };
    const place = placeOf(said);
    const mend = "url" in said ? `is this its address: ${place}` : `try the command: ${place}`;
    throw usage(`the server ${name} does not start: ${messageOf(error)}`, mend);
  }
}

function withServer(written: JsonObject, name: string, server: JsonObject | null): JsonObject {
  const { [name]: _, ...others } = (written["servers"] ?? {}) as JsonObject;
  return { ...written, servers: server === null ? others : { ...others, [name]: server } };
}
