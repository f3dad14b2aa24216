import type { Chosen } from "./resolve/resolve.ts";

/** Each after those it depends on, otherwise by name; a circle is entered at its first name. */
export function inLoadOrder(chosen: ReadonlyMap<string, Chosen>): readonly Chosen[] {
  const ordered: Chosen[] = [];
  const visited = new Set<string>();
  const visit = (name: string) => {
    const found = chosen.get(name);
    if (found === undefined || visited.has(name)) return;
    visited.add(name);
    for (const dependency of found.depends) visit(dependency);
    ordered.push(found);
  };
  for (const name of [...chosen.keys()].sort()) visit(name);
  return ordered;
}
