import { parseMarker, type Marker } from "./marker.ts";
import { isProjectName, normaliseName } from "./name.ts";
import { formatSpecifiers, parseSpecifiers, type Specifiers } from "./specifiers.ts";

/** What one package, or a person, asks of another package (PEP 508). */
export interface Requirement {
  readonly name: string;
  readonly extras: readonly string[];
  readonly specifiers: Specifiers;
  readonly marker: Marker | null;
  /** `name @ ADDRESS`; such a thing is never fetched. */
  readonly address: string | null;
}

/** Null: not a requirement by PEP 508. */
export function parseRequirement(text: string): Requirement | null {
  if (text.length > 4000) return null;
  const found =
    /^\s*([a-z0-9][a-z0-9._-]*)\s*(?:\[([^\]]*)\])?\s*(?:@\s*(\S+)(?:\s+;(.*))?|([^;@]*)(?:;(.*))?)$/is.exec(
      text,
    );
  if (found === null) return null;
  const [, name = "", extras = "", address, addressMarker, versions = "", versionMarker] = found;
  if (!isProjectName(name)) return null;
  const names = extras.split(",").map((extra) => extra.trim());
  const given = extras.trim() === "" ? [] : names;
  if (!given.every(isProjectName)) return null;
  const specifiers = parseSpecifiers(withoutRound(versions.trim()));
  if (specifiers === null) return null;
  const markerText = addressMarker ?? versionMarker;
  const marker = markerText === undefined ? null : parseMarker(markerText);
  if (markerText !== undefined && marker === null) return null;
  return {
    name: normaliseName(name),
    extras: given.map(normaliseName),
    specifiers,
    marker,
    address: address ?? null,
  };
}

/** `(>=1.0)` is the older form of `>=1.0`. */
function withoutRound(text: string): string {
  return text.startsWith("(") && text.endsWith(")") ? text.slice(1, -1) : text;
}

/** Without its marker. */
export function formatRequirement(requirement: Requirement): string {
  const { name, extras, specifiers } = requirement;
  const bracket = extras.length === 0 ? "" : `[${extras.join(",")}]`;
  return name + bracket + formatSpecifiers(specifiers);
}
