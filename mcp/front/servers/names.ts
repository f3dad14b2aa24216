import { hashedName } from "../../hub/offered-name.ts";
import { isJoinable, joinName } from "../../hub/spec.ts";

/** A tool or a prompt of a server, by the name that the server gives it. */
export interface Named {
  readonly server: string;
  readonly name: string;
}

export interface Naming {
  /** `collision`: the server's name stands before it only where it is needed to tell two apart. */
  readonly prefix: "always" | "collision";
  /** Names of ours, which are never given. */
  reserved(name: string): boolean;
}

/**
 * The names that clients know, all different and all ones that every client takes. What a name is depends on what there
 * is and on nothing else: not on the order, not on what was there before.
 */
export function giveNames<T extends Named>(
  all: readonly T[],
  { prefix, reserved }: Naming,
): Map<string, T> {
  const counts = new Map<string, number>();
  for (const { name } of all) counts.set(name, (counts.get(name) ?? 0) + 1);
  const given = new Map<string, T>();
  const wanting: T[] = [];
  // Those that can have their own name have it before a joined name may take it.
  for (const each of all) {
    // A name with `__` in it is the joined name of another, or may become one.
    const isOwn = counts.get(each.name) === 1 && !each.name.includes("__");
    const plain = prefix === "collision" && isOwn;
    if (plain && isJoinable(each.name) && !reserved(each.name)) given.set(each.name, each);
    else wanting.push(each);
  }
  for (const each of wanting) {
    const joined = joinName(each.server, each.name);
    const free = isJoinable(joined) && !given.has(joined) && !reserved(joined);
    given.set(free ? joined : hashedName(each.server, each.name), each);
  }
  return given;
}
