import { isObject } from "../../../kernel/json.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import type { Manifest } from "../../hub/manifest.ts";
import { offeredName, ownName } from "../../hub/offered-name.ts";
import type { ShownTool } from "../desk.ts";
import { addressesOf } from "./addresses.ts";
import type { Addresses } from "./addresses.ts";
import { giveNames } from "./names.ts";
import type { Named, Naming } from "./names.ts";

export interface OfferedTool extends Named {
  readonly definition: ToolDefinition;
  /** As clients are shown it. */
  readonly shown: ShownTool;
}

export interface OfferedPrompt extends Named {
  readonly shown: JsonObject;
}

/** All that the servers offer, by the names that clients know. */
export interface Catalogue {
  readonly tools: ReadonlyMap<string, OfferedTool>;
  readonly prompts: ReadonlyMap<string, OfferedPrompt>;
  readonly addresses: Addresses;
  /** Servers that send log messages. */
  readonly logging: ReadonlySet<string>;
}

/** A tool is offered if its server says it and the kernel knows it: what cannot be judged cannot be called. */
export function makeCatalogue(
  unsorted: readonly Manifest[],
  definitions: readonly ToolDefinition[],
  naming: Naming,
): Catalogue {
  const manifests = [...unsorted].sort((left, right) => compare(left.server, right.server));
  const known = new Map(definitions.map((each) => [keyOf(each), each]));
  const tools = manifests.flatMap(({ server, tools: sent }) =>
    sent.flatMap((tool) => {
      const name = String(tool["name"]);
      const offered = offeredName(server, name);
      // Of two that come to one name the first has it.
      if (offered === undefined || ownName(server, sent, offered) !== name) return [];
      const definition = known.get(keyOf({ server, name: offered }));
      return definition === undefined ? [] : [{ server, name, definition, sent: tool }];
    }),
  );
  const prompts = manifests.flatMap(({ server, prompts: sent }) =>
    sent.map((prompt) => ({ server, name: String(prompt["name"]), sent: prompt })),
  );
  return {
    tools: sorted(giveNames(tools, naming), (tool, name) => ({
      ...tool,
      shown: shownTool(tool, name),
    })),
    prompts: sorted(giveNames(prompts, naming), (prompt, name) => ({
      ...prompt,
      shown: { ...prompt.sent, name },
    })),
    addresses: addressesOf(manifests),
    logging: new Set(
      manifests
        .filter(({ capabilities }) => isObject(capabilities["logging"]))
        .map(({ server }) => server),
    ),
  };
}

/** The definition as it was sent, under another name; what a server of ours fills in itself is not in it. */
function shownTool(
  { definition, sent }: { readonly definition: ToolDefinition; readonly sent: JsonObject },
  name: string,
): ShownTool {
  const { key, inputSchema } = definition;
  // Tasks of 2025 are not passed on; a client that believed in them would wait for one.
  const { execution: _, ...rest } = sent;
  return { ...rest, name, ...(key !== undefined && { inputSchema }) };
}

function sorted<T, R>(
  given: ReadonlyMap<string, T>,
  finish: (each: T, name: string) => R,
): ReadonlyMap<string, R> {
  const names = [...given].sort(([left], [right]) => compare(left, right));
  return new Map(names.map(([name, each]) => [name, finish(each, name)]));
}

function keyOf({ server, name }: Named): string {
  return JSON.stringify([server, name]);
}

/** By code unit: the same on every machine. */
function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
