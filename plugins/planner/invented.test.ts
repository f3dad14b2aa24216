import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";

import {
  office,
  openPlanningHouse,
  type PlanningHouse,
  type Size,
  webServer,
} from "../../bench/support/planning-house.ts";
import { KernelError } from "../../kernel/error.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { ScriptedCall } from "../model-scripted/index.ts";

// A model that tries: it answers with values that are nearly, or not at all, what the goal says. Whatever comes of it,
// no accepted plan has a path, an address, an id or a name that does not stand in the goal or in an earlier result.

/** Written down here, so that the test does not ask the planner which arguments are pointed at. */
const POINTED: Readonly<Record<string, readonly string[]>> = {
  files__files_read: ["path"],
  files__files_list: ["path"],
  files__files_stat: ["path"],
  files__files_delete: ["path"],
  files__files_write: ["path"],
  files__files_edit: ["path"],
  files__files_move: ["from", "to"],
  files__files_search: ["path"],
  files__files_glob: ["path"],
  web__web_fetch: ["url"],
  office__mail_send: ["to"],
  office__door_open: ["doorId"],
  office__bookmark_add: ["link"],
  office__badge_print: ["name"],
};

const folder = fc.constantFrom("notes", "src", "Archive", "übung", "a b");
const file = fc.constantFrom("todo.md", "main.ts", "Plan.txt", "ärger.md", "notes.v2.md");
const path = fc.tuple(folder, file).map((parts) => parts.join("/"));
const quoted = path.map((one) => (one.includes(" ") ? `"${one}"` : one));
const url = fc.constantFrom(
  "https://example.org/tea",
  "http://shop.example/a?b=c#d",
  "https://xn--bcher-kva.example/",
);
const email = fc.constantFrom("ada@example.org", "jonas.k+tea@shop.example");
const id = fc.constantFrom("D-17", "item_9", "7f3a");
const name = fc.constantFrom("Ada Lovelace", "Jörg", "Ines");
const goals = fc.oneof(
  quoted.map((one) => `Read ${one}`),
  quoted.map((one) => `Please delete ${one}.`),
  fc.tuple(quoted, quoted).map(([a, b]) => `Move ${a} to ${b}`),
  quoted.map((one) => `Write hello to ${one}`),
  fc
    .tuple(id, quoted)
    .map(([word, to]) => `Find the file that mentions ${word} and move it to ${to}`),
  url.map((one) => `Fetch ${one}`),
  fc.tuple(url, quoted).map(([from, to]) => `Fetch ${from} and save it as ${to}`),
  email.map((one) => `Send an email to ${one} that says hello`),
  id.map((one) => `Open the door ${one}`),
  url.map((one) => `Add a bookmark of ${one}`),
  name.map((one) => `Print a badge for ${one}`),
);

/** What a model may do to a value that it was to copy. */
const tricks: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => `../${value}`,
  (value) => `../../etc/passwd#${value}`,
  (value) => `/${value}`,
  (value) => `./${value}`,
  (value) => `${value}/../../secret.md`,
  (value) => value.toUpperCase(),
  (value) => `${value}?token=1`,
  (value) => `${value}.evil.example`,
  (value) => value.replace("https://", "https://ada@evil.example/"),
  (value) => value.replaceAll("a", "а"), // Cyrillic
  (value) => value.replaceAll("/", "\u2044"),
  (value) => value.normalize("NFD"),
  (value) => `${value}\u200b`,
  (value) => value.slice(0, -1) + "x",
  () => "/etc/shadow",
  () => "https://evil.example/",
  () => "mallory@evil.example",
  () => "$s7.path",
  () => "$goal.text",
  () => "$1",
  () => "",
];
const mischief = fc.record({
  goal: goals,
  /** Which of the tools it takes, and what it does to each value, in turn. */
  turns: fc.array(fc.tuple(fc.nat(), fc.nat(tricks.length - 1)), { minLength: 1, maxLength: 8 }),
});

let answer: (call: ScriptedCall) => string = () => "";
const houses = {} as Record<Size, PlanningHouse>;
const servers = [office().server, webServer()];
beforeAll(async () => {
  const script = (call: ScriptedCall) => ({ text: answer(call), ignoresSchema: true });
  for (const size of ["small", "large"] as const)
    houses[size] = await openPlanningHouse(script, size, { servers });
});
afterAll(async () => {
  for (const one of Object.values(houses)) await one[Symbol.asyncDispose]();
});

/** Takes what the schema offers, and changes it. */
function meddler(turns: readonly (readonly [number, number])[]) {
  let at = 0;
  const next = () => turns[at++ % turns.length]!;
  const pick = <T>(list: readonly T[], number: number): T => list[number % list.length]!;
  const value = (schema: JsonObject): JsonValue => {
    const [number, trick] = next();
    if (Array.isArray(schema["enum"])) {
      const chosen = pick(schema["enum"] as readonly JsonValue[], number);
      return typeof chosen === "string" ? tricks[trick]!(chosen) : chosen;
    }
    if (schema["const"] !== undefined) return schema["const"];
    if (Array.isArray(schema["anyOf"]))
      return value(pick(schema["anyOf"] as readonly JsonObject[], number));
    if (schema["type"] === "array") return [value(schema["items"] as JsonObject)];
    if (!isObject(schema["properties"])) return schema["type"] === "boolean" ? true : "hello";
    const required = Array.isArray(schema["required"]) ? schema["required"] : [];
    const wanted = Object.entries(schema["properties"]).filter(
      ([key], index) => required.includes(key) || (number + index) % 5 === 0,
    );
    return Object.fromEntries(wanted.map(([key, member]) => [key, value(member as JsonObject)]));
  };
  return ({ schema }: ScriptedCall): string => {
    if (schema === null) return "1. do as you like";
    const said = value(schema);
    if (!Array.isArray(schema["enum"]) || typeof said !== "string") return JSON.stringify(said);
    // A small model copies a line: what it changes stands inside of it.
    const line = pick(schema["enum"] as readonly string[], next()[0]);
    const trick = tricks[next()[1]]!;
    return JSON.stringify(line.replace(/: ([^,)]+)/, (_, inner: string) => `: ${trick(inner)}`));
  };
}

/** The plan of a goal, or null where there is none. Nothing runs. */
async function planOf(size: Size, goal: string, model: typeof answer): Promise<JsonObject | null> {
  answer = model;
  const { house } = houses[size];
  try {
    return (await house.call("run.preview", { goal, dir: house.dir }))["plan"] as JsonObject;
  } catch (error) {
    if (error instanceof KernelError && ["no_plan", "usage"].includes(error.code)) return null;
    throw error;
  }
}

/** What a plan has that neither the goal nor an earlier step says; empty where all is as it should be. */
function invented(goal: string, plan: JsonObject): string[] {
  const before: unknown[] = [];
  return (plan["steps"] as JsonObject[]).flatMap((step) => {
    const {
      server,
      name: tool,
      args,
    } = (step["do"] as { tool: Record<string, string & JsonObject> }).tool;
    const from = (step["from"] ?? {}) as Readonly<Record<string, JsonObject>>;
    const wrong = (POINTED[`${server}__${tool}`] ?? []).flatMap((argument) => {
      const value = args![argument];
      if (value === undefined) return [];
      const source = from[argument];
      if (source?.["from"] === "goal") {
        const [start, end] = source["span"] as [number, number];
        return goal.slice(start, end) === value ? [] : [`${argument} ${String(value)}`];
      }
      const isEarlier = source?.["from"] === "results" && before.includes(source["step"]);
      const refers = new RegExp(`^\\$${String(source?.["step"])}[.[]`).test(String(value));
      return isEarlier && refers ? [] : [`${argument} ${String(value)}`];
    });
    before.push(step["id"]);
    return wrong;
  });
}

for (const size of ["small", "large"] as const)
  describe(`with a ${size} model`, () => {
    test("no path, address, id or name is invented, whatever it answers", async () => {
      let accepted = 0;
      await fc.assert(
        fc.asyncProperty(mischief, async ({ goal, turns }) => {
          const plan = await planOf(size, goal, meddler(turns));
          if (plan === null) return;
          accepted += 1;
          expect(invented(goal, plan)).toEqual([]);
        }),
        { numRuns: 400 },
      );
      // Plans come of it too: the promise is not kept by refusing everything.
      expect(accepted).toBeGreaterThan(10);
    }, 60_000);

    test("a model that copies gets its plan", async () => {
      const copying = ({ schema }: ScriptedCall): string => {
        if (schema === null) return "1. open the door";
        const lines = schema["enum"] as readonly string[] | undefined;
        if (lines)
          return JSON.stringify(lines.find((line) => line.endsWith(": D-17)")) ?? lines[0]);
        return '{"steps":[{"tool":"office__door_open","args":{"doorId":"D-17"}}]}';
      };
      const plan = await planOf(size, "Open the door D-17", copying);
      expect(plan?.["steps"]).toMatchObject([
        {
          do: { tool: { name: "door_open", args: { doorId: "D-17" } } },
          from: { doorId: { from: "goal", span: [14, 18] } },
        },
      ]);
      expect(invented("Open the door D-17", plan!)).toEqual([]);
      expect(invented("Open the door D-18", plan!)).toEqual(["doorId D-17"]);
    });
  });
