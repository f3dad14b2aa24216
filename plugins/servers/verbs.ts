import { z } from "zod";

import { KernelError, messageOf, usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { canonicalize, type JsonObject, sha256 } from "../../kernel/json.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { defineVerb, type Verb, type VerbCall } from "../../kernel/verb.ts";
import type { Hub, ServerStatus } from "../../mcp/hub/index.ts";
import { checkDefinition, configured, definition, specOf } from "./definition.ts";
import { ADDED, REMOVED } from "./events.ts";
import { provided } from "./provided.ts";

/** The configuration as another plugin keeps it. `update` is given what the file says, without defaults. */
interface ConfigStore {
  read(): unknown;
  update(change: (written: JsonObject) => JsonObject): void;
}

const state = z.enum(["configured", "starting", "ready", "failed", "stopped"]);

const listed = z.object({
  name: z.string(),
  /** Empty for a server of the program itself. */
  command: z.string(),
  args: z.array(z.string()),
  state,
  tools: z.array(z.string()),
  failure: z.string(),
});

/** The verbs of tool servers: they change the configuration, and the hub follows it at once. */
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
      description: "Starts a tool server once, lists its tools, and adds it to the configuration.",
      scope: "person",
      input: definition.extend({ name: z.string() }),
      output: z.object({ name: z.string(), tools: z.array(z.string()) }),
      async handler({ name, ...given }, call) {
        const known = configured(store().read());
        checkDefinition(name, given);
        if (
          name in known &&
          canonicalize(known[name]! as JsonObject) !== canonicalize(given as JsonObject)
        )
          throw usage(
            `there is a server ${name} already, and it is another one`,
            `take another name, or remove it first: glassbox mcp rm ${name}`,
          );
        const tools = await start(hub(), name, given);
        if (name in known) return { name, tools };
        store().update((written) => withServer(written, name, given as JsonObject));
        await note(ADDED, call, {
          server: name,
          hash: sha256(canonicalize(given as JsonObject)),
          tools,
        });
        return { name, tools };
      },
    }),
    defineVerb({
      name: "servers.list",
      description: "Lists the tool servers, how they are and what they offer.",
      scope: "read",
      input: z.strictObject({}),
      output: z.object({ servers: z.array(listed) }),
      async handler() {
        const known = configured(store().read());
        const byName = Map.groupBy(hub().status(), ({ server }) => server);
        const names = [...new Set([...byName.keys(), ...Object.keys(known)])].toSorted();
        return {
          servers: names.map((name) => ({
            name,
            command: known[name]?.command ?? "",
            args: [...(known[name]?.args ?? [])],
            ...standing(byName.get(name) ?? []),
          })),
        };
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
        if (!Object.hasOwn(known, name)) {
          throw new KernelError(
            "not_found",
            `no server of the configuration is called ${name}${didYouMean(name, Object.keys(known))}`,
            { hint: "glassbox mcp ls lists them" },
          );
        }
        store().update((written) => withServer(written, name, null));
        await hub().stop(name);
        await note(REMOVED, call, { server: name });
        return { name };
      },
    }),
  ];
}

async function start(
  hub: Hub,
  name: string,
  given: z.output<typeof definition>,
): Promise<string[]> {
  try {
    const tools = await hub.check(specOf(name, given));
    return tools.map((tool) => `${name}__${tool.name}`).toSorted();
  } catch (error) {
    throw usage(
      `the server ${name} does not start: ${messageOf(error)}`,
      `try the command by itself: ${[given.command, ...given.args].join(" ")}`,
    );
  }
}

function withServer(written: JsonObject, name: string, server: JsonObject | null): JsonObject {
  const { [name]: _, ...others } = (written["servers"] ?? {}) as JsonObject;
  return { ...written, servers: server === null ? others : { ...others, [name]: server } };
}

/** A server that runs for several folders is as well as the worst of them. */
function standing(
  instances: readonly ServerStatus[],
): Pick<z.input<typeof listed>, "state" | "tools" | "failure"> {
  const order = ["failed", "starting", "ready", "stopped", "configured"] as const;
  const worst = order.find((one) => instances.some((instance) => instance.state === one));
  const failed = instances.find((instance) => instance.state === "failed");
  const tools = new Set(instances.flatMap((instance) => instance.tools));
  return {
    state: worst ?? "configured",
    tools: [...tools].toSorted(),
    failure: failed?.reason ?? "",
  };
}
