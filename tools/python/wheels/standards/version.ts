/** A version as PEP 440 reads it. */
export interface Version {
  readonly epoch: number;
  readonly release: readonly number[];
  readonly pre: readonly [letter: "a" | "b" | "rc", number: number] | null;
  readonly post: number | null;
  readonly dev: number | null;
  /** After `+`, in its parts. */
  readonly local: readonly (string | number)[];
}

const PATTERN = new RegExp(
  "^\\s*v?" +
    "(?:(?<epoch>\\d+)!)?" +
    "(?<release>\\d+(?:\\.\\d+)*)" +
    "(?:[-_.]?(?<pre>alpha|beta|preview|pre|rc|a|b|c)[-_.]?(?<preNumber>\\d*))?" +
    "(?:-(?<bare>\\d+)|[-_.]?(?<post>post|rev|r)[-_.]?(?<postNumber>\\d*))?" +
    "(?:[-_.]?(?<dev>dev)[-_.]?(?<devNumber>\\d*))?" +
    "(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?" +
    "\\s*$",
  "i",
);

const PRE_LETTERS: Readonly<Record<string, "a" | "b" | "rc">> = {
  a: "a",
  alpha: "a",
  b: "b",
  beta: "b",
  c: "rc",
  rc: "rc",
  pre: "rc",
  preview: "rc",
};

/** Null: no version by PEP 440, or a number in it that no computer would compare rightly. */
export function parseVersion(text: string): Version | null {
  const found = text.length > 200 ? null : PATTERN.exec(text);
  if (!found?.groups) return null;
  if (/\d{16}/.test(text)) return null;
  const { epoch, release, pre, preNumber, bare, post, postNumber, dev, devNumber, local } =
    found.groups;
  const letter = pre === undefined ? undefined : PRE_LETTERS[pre.toLowerCase()];
  return {
    epoch: Number(epoch ?? 0),
    release: (release ?? "").split(".").map(Number),
    pre: letter === undefined ? null : [letter, Number(preNumber)],
    post: bare !== undefined ? Number(bare) : post === undefined ? null : Number(postNumber),
    dev: dev === undefined ? null : Number(devNumber),
    local: local === undefined ? [] : local.split(/[-_.]/).map(localPart),
  };
}

function localPart(part: string): string | number {
  return /^\d+$/.test(part) ? Number(part) : part.toLowerCase();
}

/** The normal form: `v1.0-Alpha.2` is `1.0a2`. */
export function formatVersion(version: Version): string {
  return publicPart(version) + (version.local.length === 0 ? "" : `+${version.local.join(".")}`);
}

function publicPart({ epoch, release, pre, post, dev }: Version): string {
  return [
    epoch === 0 ? "" : `${epoch}!`,
    release.join("."),
    pre === null ? "" : pre.join(""),
    post === null ? "" : `.post${post}`,
    dev === null ? "" : `.dev${dev}`,
  ].join("");
}

export function isPreRelease(version: Version): boolean {
  return version.pre !== null || version.dev !== null;
}

/** Without what comes after `+`. */
export function withoutLocal(version: Version): Version {
  return { ...version, local: [] };
}

/** Epoch and release alone. */
export function baseOf(version: Version): Version {
  return { ...version, pre: null, post: null, dev: null, local: [] };
}

/** Negative: `left` is the older one. 0: PEP 440 holds them for the same, such as `1.0` and `1`. */
export function compareVersions(left: Version, right: Version): number {
  return (
    left.epoch - right.epoch ||
    compareRelease(left.release, right.release) ||
    comparePre(left, right) ||
    (left.post ?? -1) - (right.post ?? -1) ||
    compareDev(left.dev, right.dev) ||
    compareLocal(left.local, right.local)
  );
}

function compareRelease(left: readonly number[], right: readonly number[]): number {
  const length = Math.max(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function comparePre(left: Version, right: Version): number {
  const order = preOrder(left) - preOrder(right);
  if (order !== 0) return order;
  return (left.pre?.[1] ?? 0) - (right.pre?.[1] ?? 0);
}

/** `1.0.dev1` comes before `1.0a1`, and `1.0` and `1.0.post1` after `1.0rc1`. */
function preOrder(version: Version): number {
  if (version.pre !== null) return { a: 1, b: 2, rc: 3 }[version.pre[0]];
  return version.post === null && version.dev !== null ? 0 : 4;
}

function compareDev(left: number | null, right: number | null): number {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  return left - right;
}

function compareLocal(
  left: readonly (string | number)[],
  right: readonly (string | number)[],
): number {
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = compareLocalPart(left[at], right[at]);
    if (order !== 0) return order;
  }
  return 0;
}

/** None before any, letters before numbers. */
function compareLocalPart(
  left: string | number | undefined,
  right: string | number | undefined,
): number {
  if (left === right) return 0;
  if (left === undefined) return -1;
  if (right === undefined) return 1;
  if (typeof left === "number") return typeof right === "number" ? left - right : 1;
  if (typeof right === "number") return -1;
  return left < right ? -1 : 1;
}
