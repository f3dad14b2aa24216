import { normaliseName } from "./name.ts";
import { parseVersion, type Version } from "./version.ts";

/** What a wheel says of itself in `METADATA`. */
export interface Metadata {
  readonly name: string;
  readonly version: Version;
  /** As written; `requirement.ts` reads them. */
  readonly requires: readonly string[];
  readonly requiresPython: string | null;
}

/** Null: without a name and a version it is no metadata. */
export function parseMetadata(text: string): Metadata | null {
  const fields = headerFields(text);
  const name = fields.find(([field]) => field === "name")?.[1];
  const version = parseVersion(fields.find(([field]) => field === "version")?.[1] ?? "");
  if (name === undefined || version === null) return null;
  return {
    name: normaliseName(name),
    version,
    requires: fields.filter(([field]) => field === "requires-dist").map(([, value]) => value),
    requiresPython: fields.find(([field]) => field === "requires-python")?.[1] ?? null,
  };
}

/** Up to the first empty line, where the description begins; a line that begins with a blank goes on with the last. */
function headerFields(text: string): readonly (readonly [field: string, value: string])[] {
  const fields: [string, string][] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === "") break;
    const last = fields.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last !== undefined) last[1] += ` ${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(":");
    if (colon > 0)
      fields.push([line.slice(0, colon).toLowerCase().trim(), line.slice(colon + 1).trim()]);
  }
  return fields;
}
