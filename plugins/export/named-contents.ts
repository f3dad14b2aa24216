import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { text } from "../../kernel/event.ts";

/** What a payload names by hash instead of holding it. */
export interface Named {
  /** In the ledger's blobs. */
  readonly blobs: readonly string[];
  /** Contents of captured files, and lists of folders. */
  readonly contents: readonly string[];
}

const NOTHING: Named = { blobs: [], contents: [] };

/** Where payloads of the kernel's types name blobs. */
const BLOBS: Readonly<Record<string, (data: JsonObject) => JsonValue | undefined>> = {
  "goal.set": ({ input }) => (isObject(input) ? input["blob"] : undefined),
  "tool.finished": ({ whole }) => whole,
  "model.called": ({ prompt }) => prompt,
};

/** A type of a plugin (`plugin.noun.verb`) names a blob of its own in its member `blob`. */
export function namedIn(type: string, data: JsonObject | null): Named {
  if (data === null) return NOTHING;
  if (type === "workspace.captured") return capturedIn(data);
  const ofPlugin = type.split(".").length > 2 ? data["blob"] : undefined;
  const blob = text(BLOBS[type]?.(data) ?? ofPlugin);
  return blob === "" ? NOTHING : { blobs: [blob], contents: [] };
}

function capturedIn({ captures, manifest }: JsonObject): Named {
  const kept = (Array.isArray(captures) ? captures : [])
    .filter((one) => isObject(one) && one["kept"] === true)
    .map((one) => text((one as JsonObject)["sha256"]));
  return { blobs: [], contents: [...kept, text(manifest)].filter((hash) => hash !== "") };
}
