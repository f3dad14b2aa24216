const LONGEST = 32;

/** A name that a server may have here and that none has yet: `My Notes` becomes `my-notes`, else `my-notes-2`. */
export function serverName(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[^a-z]+|-+$/g, "");
  const base = (plain || "server").slice(0, LONGEST);
  return freeName(base, taken, LONGEST);
}

/** The name, or the first of `name-2`, `name-3`, … that is free. */
export function freeName(base: string, taken: ReadonlySet<string>, longest: number): string {
  if (!taken.has(base)) return base;
  for (let count = 2; ; count += 1) {
    const end = `-${count}`;
    const name = base.slice(0, longest - end.length) + end;
    if (!taken.has(name)) return name;
  }
}
