import type { JsonObject } from "../../kernel/json.ts";
import { call, has } from "../support/plan.ts";
import type { World } from "./world.ts";

/** What a run is to bring about, and how the world shows that it did. */
export interface Task {
  readonly plan: JsonObject;
  isDone(world: World): boolean;
}

const NAMES = ["a", "b", "c"];
const SOURCE = "The quick brown fox jumps over the lazy dog.";

const looking = (name: string, value: string) => ({
  probe: { tool: "world__look", args: { name } },
  matches: { required: ["value"], properties: { value: { const: value } } },
});
const listing = (names: readonly string[]) => ({
  probe: { tool: "world__list", args: {} },
  matches: {
    required: ["names", "count"],
    properties: { names: { const: names }, count: { const: names.length } },
  },
});

/** Three effects in a row, each looked at, and all of them at the end. `put` is keyed, `post` a probe, `send` a once. */
export function three(tool: "put" | "post" | "send", between: readonly JsonObject[] = []): Task {
  const steps = NAMES.flatMap((name, at) => {
    const before = NAMES[at - 1];
    const value = valueOf(name);
    const after = before === undefined ? [] : [before, ...between.map(({ id }) => String(id))];
    const step = call(
      name,
      `world__${tool}`,
      { name, value },
      { after, expect: looking(name, value) },
    );
    return name === "b" ? [...between, step] : [step];
  });
  return {
    plan: { goal: "make three things", steps, expect: [listing(NAMES)] },
    isDone: (world) => isExactly(world, NAMES, valueOf),
  };
}

/** A value is read and put under another name. */
export function copy(): Task {
  const value = "$look.value";
  const steps = [
    call("look", "world__look", { name: "source" }),
    call("put", "world__put", { name: "copy", value }, { expect: looking("copy", value) }),
  ];
  return {
    plan: { goal: "copy a thing", steps, expect: [listing(["copy", "source"])] },
    isDone: (world) => isExactly(world, ["source", "copy"], () => SOURCE),
  };
}

/** Only looks. */
export function glance(): Task {
  const step = call("look", "world__look", { name: "source" }, { expect: has("value", SOURCE) });
  return { plan: { goal: "look at a thing", steps: [step] }, isDone: () => true };
}

/** What `copy` and `glance` find when it begins. */
export function plantSource(world: World): void {
  world.add({ name: "source", value: SOURCE, key: "planted" });
}

function valueOf(name: string): string {
  return `the value of ${name}`;
}

/** All of them, each once, and nothing else. */
function isExactly(
  world: World,
  names: readonly string[],
  value: (name: string) => string,
): boolean {
  const things = world.things();
  const isThere = (name: string) =>
    things.filter((thing) => thing.name === name && thing.value === value(name)).length === 1;
  return things.length === names.length && names.every(isThere);
}

/** Effects that are there more than once. */
export function twiceIn(world: World): number {
  const names = world.things().map(({ name }) => name);
  return names.length - new Set(names).size;
}
