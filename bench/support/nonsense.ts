import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { Answer, ScriptedCall } from "../../plugins/model-scripted/index.ts";

// What models say instead of a plan, for the goal "Read notes/inbox.md".

/** As a server does that constrains nothing. */
export const said = (text: string): Answer => ({ text, ignoresSchema: true });
export const json = (value: JsonValue): Answer => said(JSON.stringify(value));
export const step = (tool: string, args: JsonValue): JsonObject => ({ tool, args });
export const steps = (...all: JsonObject[]): JsonObject => ({ steps: all });
export const RIGHT_STEP = step("files__files_read", { path: "notes/inbox.md" });
export const RIGHT_PLAN = JSON.stringify(steps(RIGHT_STEP));

/** The free plan is chatter; what counts is what is packed. Asked again for one step, it says the same of that step. */
export const packs = (pack: Answer, repair: Answer = firstStepOf(pack)) => {
  return ({ schema, text }: ScriptedCall): Answer => {
    if (schema === null) return "1. files_read";
    return /This step is wrong|Answer with its number/.test(text) ? repair : pack;
  };
};

function firstStepOf(pack: Answer): Answer {
  if (typeof pack === "string" || pack instanceof Error) return pack;
  const { text, isCutOff = false } = pack;
  if (isCutOff || !text.startsWith('{"steps":[')) return pack;
  return said(text.slice('{"steps":['.length).replace(/\]\}$/, ""));
}

export const NONSENSE: readonly (readonly [string, Answer])[] = [
  ["nonsense", said("colourless green ideas sleep furiously")],
  ["nothing", said("")],
  ["blanks", said(" \n\n\t ")],
  ["half a JSON text", said('{"steps": [{"tool": "files__files_read", "args": {"pa')],
  ["an answer in another language", said("Ich würde zuerst die Datei öffnen. 然后读取它。")],
  ["JSON of the wrong shape: a list", json([1, 2, 3])],
  ["JSON of the wrong shape: a number", json(7)],
  ["JSON of the wrong shape: null", json(null)],
  ["JSON of the wrong shape: steps that are none", json({ steps: "all of them" })],
  ["JSON of the wrong shape: no steps", json({ steps: [] })],
  ["JSON of the wrong shape: steps of nothing", json({ steps: [null, 3, []] })],
  ["JSON of the wrong shape: arguments as a list", json(steps(step("files__files_read", ["a"])))],
  ["JSON of the wrong shape: arguments as a text", json(steps(step("files__files_read", "a.md")))],
  ["an unknown tool", json(steps(step("files__files_shred", { path: "notes/inbox.md" })))],
  ["a tool called __proto__", json(steps(step("__proto__", { path: "notes/inbox.md" })))],
  ["a tool that is an object", json(steps({ tool: { name: "files_read" }, args: {} }))],
  ["a path that is a number", json(steps(step("files__files_read", { path: 7 })))],
  ["a path that is an object", json(steps(step("files__files_read", { path: { of: "a" } })))],
  ["a path that is null", json(steps(step("files__files_read", { path: null })))],
  ["no path", json(steps(step("files__files_read", {})))],
  [
    "an argument that nobody takes",
    json(steps(step("files__files_read", { path: "notes/inbox.md", shout: true }))),
  ],
  ["a path of its own", json(steps(step("files__files_read", { path: "/etc/passwd" })))],
  ["a step that is not there", json(steps(step("files__files_read", { path: "$9" })))],
  ["itself as an earlier step", json(steps(step("files__files_read", { path: "$1" })))],
  ["a reference of its own", json(steps(step("files__files_read", { path: "$s9.path" })))],
  [
    "the input where there is none",
    json(steps(step("files__files_read", { path: "$goal.input" }))),
  ],
  [
    "__proto__ among the arguments",
    said(
      '{"steps":[{"tool":"files__files_read","args":{"path":"notes/inbox.md","__proto__":{"polluted":"yes"}}}]}',
    ),
  ],
  [
    "constructor among the arguments",
    json(
      steps(
        step("files__files_read", {
          path: "notes/inbox.md",
          constructor: { prototype: { polluted: "yes" } },
        }),
      ),
    ),
  ],
  [
    "a path as a key",
    json(
      steps(
        step("files__files_edit", {
          path: "notes/inbox.md",
          "edits[9].oldText": "milk",
          "edits[9].newText": "beer",
        }),
      ),
    ),
  ],
  [
    "a far place in a list as a key",
    json(
      steps(
        step("files__files_edit", {
          path: "notes/inbox.md",
          edits: [{ oldText: "milk", newText: "beer" }],
          "edits[99999999].oldText": "milk",
        }),
      ),
    ),
  ],
  ["100 kB", said("all work and no play ".repeat(5000))],
  ["100 kB of braces", said("{".repeat(100_000))],
  ["more steps than a goal has", json({ steps: Array.from({ length: 40 }, () => RIGHT_STEP) })],
  ["an answer that is cut off", { text: RIGHT_PLAN, isCutOff: true }],
  ["an error", new Error("socket hang up")],
];
