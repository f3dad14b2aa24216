import {
  baseOf,
  compareVersions,
  formatVersion,
  isPreRelease,
  parseVersion,
  withoutLocal,
  type Version,
} from "./version.ts";

type Operator = "~=" | "==" | "!=" | "<=" | ">=" | "<" | ">" | "===";

/** One clause of PEP 440, such as `>=1.2` or `==1.4.*`. */
interface Clause {
  readonly operator: Operator;
  readonly version: Version;
  /** `.*` stood after it. */
  readonly isPrefix: boolean;
  readonly text: string;
}

/** All of them hold; none at all is met by every version. */
export type Specifiers = readonly Clause[];

/** Null: this is no set of specifiers. */
export function parseSpecifiers(text: string): Specifiers | null {
  const parts = text.split(",").map((part) => part.trim());
  const clauses = parts.filter((part) => part !== "").map(parseClause);
  return clauses.every((clause) => clause !== null) ? clauses : null;
}

function parseClause(text: string): Clause | null {
  const found = /^(~=|===|==|!=|<=|>=|<|>)\s*(\S+?)(\.\*)?$/.exec(text);
  if (found === null) return null;
  const operator = found[1] as Operator;
  const version = parseVersion(found[2] ?? "");
  if (version === null) return null;
  const isPrefix = found[3] !== undefined;
  if (isPrefix && operator !== "==" && operator !== "!=") return null;
  if (isPrefix && (version.dev !== null || version.local.length > 0)) return null;
  if (operator === "~=" && version.release.length < 2) return null;
  if (version.local.length > 0 && !["==", "!=", "==="].includes(operator)) return null;
  return { operator, version, isPrefix, text: `${operator}${(found[2] ?? "") + (found[3] ?? "")}` };
}

export function formatSpecifiers(specifiers: Specifiers): string {
  return specifiers.map((clause) => clause.text).join(",");
}

/** Pre-releases are judged like every other version here: whether they are wanted is `wantsPreReleases`. */
export function fits(specifiers: Specifiers, version: Version): boolean {
  return specifiers.every((clause) => fitsClause(clause, version));
}

/** A clause that names a pre-release asks for pre-releases. */
export function wantsPreReleases(specifiers: Specifiers): boolean {
  return specifiers.some((clause) => clause.operator !== "!=" && isPreRelease(clause.version));
}

/** One exact version is asked for; that is when a yanked one may be taken (PEP 592). */
export function isPinned(specifiers: Specifiers): boolean {
  return specifiers.some(
    ({ operator, isPrefix }) => operator === "===" || (operator === "==" && !isPrefix),
  );
}

function fitsClause(clause: Clause, version: Version): boolean {
  const wanted = clause.version;
  switch (clause.operator) {
    case "==":
      return equals(clause, version);
    case "!=":
      return !equals(clause, version);
    case "===":
      return formatVersion(version) === formatVersion(wanted);
    case ">=":
      return compareVersions(withoutLocal(version), wanted) >= 0;
    case "<=":
      return compareVersions(withoutLocal(version), wanted) <= 0;
    case "<":
      return isBelow(version, wanted);
    case ">":
      return isAbove(version, wanted);
    case "~=":
      return (
        compareVersions(withoutLocal(version), wanted) >= 0 &&
        hasPrefix(version, { ...baseOf(wanted), release: wanted.release.slice(0, -1) })
      );
  }
}

/** A local part counts only where the clause has one. */
function equals({ version: wanted, isPrefix }: Clause, version: Version): boolean {
  if (isPrefix) return hasPrefix(version, wanted);
  const compared = wanted.local.length === 0 ? withoutLocal(version) : version;
  return compareVersions(compared, wanted) === 0;
}

function hasPrefix(version: Version, prefix: Version): boolean {
  if (version.epoch !== prefix.epoch) return false;
  if (!prefix.release.every((part, at) => (version.release[at] ?? 0) === part)) return false;
  if (prefix.pre === null && prefix.post === null) return true;
  const isRestZero = version.release.slice(prefix.release.length).every((part) => part === 0);
  if (!isRestZero || version.pre?.join("") !== prefix.pre?.join("")) return false;
  return prefix.post === null || version.post === prefix.post;
}

/** `<1.0` leaves out `1.0rc1`, unless a pre-release itself is the bound. */
function isBelow(version: Version, bound: Version): boolean {
  if (compareVersions(version, bound) >= 0) return false;
  if (isPreRelease(bound)) return true;
  return compareVersions(version, { ...withoutLocal(bound), dev: 0 }) < 0;
}

/** `>1.0` leaves out `1.0+local`, and `1.0.post1` unless a post-release itself is the bound. */
function isAbove(version: Version, bound: Version): boolean {
  if (compareVersions(withoutLocal(version), bound) <= 0) return false;
  if (version.post === null || bound.post !== null) return true;
  return compareVersions({ ...withoutLocal(version), post: null, dev: null }, bound) !== 0;
}
