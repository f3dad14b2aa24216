import type { Manifest } from "../../mcp/hub/manifest.ts";
import type { Definition } from "./definitions.ts";
import type { Reason } from "./events.ts";
import type { Pins } from "./pins.ts";

/**
 * A tool that comes by a name of which a definition of another server, pinned before, tells a model what to do with it:
 * the one that comes waits, so that a person sees the two together. What a person has approved speaks of nobody.
 */
export function spokenOf(
  definition: Definition,
  manifest: Manifest,
  others: readonly Manifest[],
  pins: Pins,
): Reason[] {
  if (definition.kind !== "tool") return [];
  const server = manifest.server.toLowerCase();
  for (const [other, standings] of pins) {
    if (other === manifest.server) continue;
    const tools = others.find((one) => one.server === other)?.tools ?? [];
    const isTheirs = tools.some(({ name }) => name === definition.name);
    for (const { pinned } of standings.values()) {
      const { speaks } = pinned ?? {};
      const isNamed = !isTheirs && speaks?.tools.includes(definition.name);
      if (!isNamed && !speaks?.servers.includes(server)) continue;
      const text = `The server "${other}", which was here before, tells a model what to do with it.`;
      return [{ code: "shadows", text, fields: ["name"] }];
    }
  }
  return [];
}
