import { isObject } from "../../../kernel/json.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import { RequestFault } from "../../fault.ts";
import { needsRun } from "../../hub/needs-run.ts";
import type { Changed } from "../changes.ts";
import type { Conversation, Desk, FrontClient } from "../desk.ts";
import type { ServerDeskOptions } from "../options.ts";
import { withoutTasks } from "../capability.ts";
import { errorCode } from "../protocol.ts";
import type { Catalogue, OfferedTool } from "./catalogue.ts";
import { LogLevelsSent } from "./log-levels-sent.ts";
import { Shelf } from "./shelf.ts";
import { Watching } from "./watching.ts";

const listChanged: ReadonlyMap<string, Changed> = new Map([
  ["notifications/tools/list_changed", "tools"],
  ["notifications/resources/list_changed", "resources"],
  ["notifications/prompts/list_changed", "prompts"],
]);

/** All servers behind the hub as one: what they list under names that tell them apart, and each request to whom it is for. */
export function createServerDesk(options: ServerDeskOptions): Desk {
  const { hub } = options;
  const shelf = new Shelf({
    list: (dir) => hub.list(dir),
    manifests: (dir) => hub.manifests(dir),
    naming: () => ({
      prefix: options.prefix(),
      reserved: (name) => options.reserved?.(name) ?? false,
    }),
  });
  const watching = new Watching(hub);
  const levels = new LogLevelsSent(hub);
  const listeners = new Set<(what: Changed) => void>();
  hub.notifications((server, method, params) => {
    if (method === "notifications/resources/updated") watching.updated(server, params["uri"]);
    const what = listChanged.get(method);
    if (what === undefined) return;
    shelf.changed();
    for (const listener of listeners) listener(what);
  });

  async function listed(client: FrontClient): Promise<Catalogue> {
    return shelf.read((await client.dir()) ?? "");
  }

  /** What is known, and what is new if it is asked for something that was not known. */
  async function found<T>(
    client: FrontClient,
    find: (catalogue: Catalogue) => T | undefined,
  ): Promise<{ readonly dir: string; readonly catalogue: Catalogue; readonly it: T } | undefined> {
    const dir = (await client.dir()) ?? "";
    const known = await shelf.glance(dir);
    const it = find(known);
    if (it !== undefined) return { dir, catalogue: known, it };
    const catalogue = await shelf.read(dir);
    const late = find(catalogue);
    return late === undefined ? undefined : { dir, catalogue, it: late };
  }

  function offers({ definition }: OfferedTool, client: FrontClient): boolean {
    // A token that only looks calls only what looks.
    if (client.principal.scope === "read" && definition.effect !== "read") return false;
    return options.offers?.(definition, client) ?? true;
  }

  async function pass(
    server: string,
    dir: string,
    catalogue: Catalogue,
    method: string,
    asked: JsonObject,
    { client, signal, takesTask }: Conversation,
  ): Promise<JsonObject> {
    if (catalogue.logging.has(server)) levels.before(server, dir, client);
    // Tasks are those of our runs: nobody could ask a server for one of its own.
    const params = takesTask ? withoutTasks(asked) : asked;
    const result = await hub.request({ server, dir, method, params, caller: client, signal });
    return options.guard?.(result, server) ?? result;
  }

  return {
    async tools(client) {
      const { tools } = await listed(client);
      return [...tools.values()].filter((tool) => offers(tool, client)).map(({ shown }) => shown);
    },

    async callTool(name, args, at) {
      const { client, params } = at;
      const tool = await found(client, ({ tools }) => tools.get(name));
      if (tool === undefined || !offers(tool.it, client)) return null;
      const { server, name: own, definition } = tool.it;
      if (definition.effect !== "read" || needsRun(definition, args))
        return options.perform(definition, args, at);
      const sent = { ...params, name: own, arguments: args };
      return pass(server, tool.dir, tool.catalogue, "tools/call", sent, at);
    },

    async resources(client) {
      return (await listed(client)).addresses.resources;
    },

    async resourceTemplates(client) {
      return (await listed(client)).addresses.templates;
    },

    async readResource(uri, at) {
      const place = await found(at.client, ({ addresses }) => addresses.find(uri));
      if (place === undefined) return null;
      const sent = { ...at.params, uri: place.it.uri };
      return pass(place.it.server, place.dir, place.catalogue, "resources/read", sent, at);
    },

    async prompts(client) {
      const { prompts } = await listed(client);
      return [...prompts.values()].map(({ shown }) => shown);
    },

    async getPrompt(name, args, at) {
      const prompt = await found(at.client, ({ prompts }) => prompts.get(name));
      if (prompt === undefined) return null;
      const sent = { ...at.params, name: prompt.it.name, arguments: args };
      return pass(prompt.it.server, prompt.dir, prompt.catalogue, "prompts/get", sent, at);
    },

    async complete(params, at) {
      const { ref } = params;
      if (!isObject(ref)) throw new RequestFault(errorCode.invalidParams, "ref: must be an object");
      const target = await found(at.client, (catalogue) => completionOf(ref, catalogue));
      if (target === undefined) return null;
      const { server, ref: own } = target.it;
      const sent = { ...params, ref: own };
      return pass(server, target.dir, target.catalogue, "completion/complete", sent, at);
    },

    async watchResource(uri, client, updated) {
      const place = await found(client, ({ addresses }) => addresses.find(uri));
      return place === undefined ? null : watching.watch(place.it, client, updated);
    },

    changed(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Whose prompt or resource an argument is completed for, with the name that its server knows. */
function completionOf(
  ref: JsonObject,
  { prompts, addresses }: Catalogue,
): { readonly server: string; readonly ref: JsonObject } | undefined {
  if (ref["type"] === "ref/prompt") {
    const prompt = prompts.get(String(ref["name"]));
    return prompt && { server: prompt.server, ref: { ...ref, name: prompt.name } };
  }
  if (ref["type"] !== "ref/resource") return undefined;
  const uri = String(ref["uri"]);
  const place = addresses.findTemplate(uri) ?? addresses.find(uri);
  return place && { server: place.server, ref: { ...ref, uri: place.uri } };
}
