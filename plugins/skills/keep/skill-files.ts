import type { JsonObject } from "../../../kernel/json.ts";
import { toolKey } from "../../../kernel/plan.ts";
import type { Choice } from "./choose-slots.ts";
import type { ProvenRun } from "./proven-run.ts";

/** What stands in a skill's folder, by file name. */
export interface SkillFiles {
  readonly "SKILL.md": string;
  readonly "plan.yaml": string;
}

export interface Draft {
  readonly name: string;
  readonly trigger: string;
  readonly access: "read" | "write";
  readonly choice: Choice;
  readonly template: JsonObject;
}

const WIDTH = 96;
/** An example is read out of the text up to this length. */
const LONGEST_EXAMPLE = 200;
const MOST_TOOLS = 6;

/** Writes a skill down, with how it was proved. */
export async function skillFiles(draft: Draft, proven: ProvenRun): Promise<SkillFiles> {
  // Loaded when it is needed: an idle kernel holds no parser.
  const { stringify } = await import("yaml");
  const { name, trigger, access, choice, template } = draft;
  const slots = Object.fromEntries(
    choice.slots.map((slot) => [slot.name, { type: slot.type }] as const),
  );
  const plan = { triggers: [trigger], slots, access, ...template };
  const head = stringify({ name, description: description(proven) }, { lineWidth: 0 });
  return {
    "SKILL.md": `---\n${head}---\n\n${body(draft, proven)}`,
    "plan.yaml": stringify(plan, { lineWidth: WIDTH, aliasDuplicateObjects: false }),
  };
}

function description({ goal, plan }: ProvenRun): string {
  const tools = new Set(
    plan.definition.steps.flatMap(({ do: action }) =>
      "tool" in action ? [toolKey(action.tool)] : [],
    ),
  );
  const named = [...tools].slice(0, MOST_TOOLS).join(", ");
  const more = tools.size > MOST_TOOLS ? ` and ${tools.size - MOST_TOOLS} more` : "";
  return `Reaches goals such as ${quoted(goal)}${named && `, with ${named}${more}`}.`;
}

function body({ name, trigger, choice }: Draft, proven: ProvenRun): string {
  const { goal, run, at, checks, proof, plan } = proven;
  const { kind, name: maker } = plan.ground;
  const made =
    kind === "file" ? "was given" : `came from ${[kind, maker].filter(Boolean).join(" ")}`;
  const held = `${checks} ${checks === 1 ? "check" : "checks"} held`;
  const said = proof === "" || proof === held ? "" : ` (${oneLine(proof)})`;
  const steps = plan.definition.steps.map(({ id, intent }) => `- ${oneLine(intent || id)}`);
  return [
    `# ${name}`,
    "",
    `Covers goals such as ${quoted(goal)}, said as \`${trigger.replaceAll("`", "'")}\`.`,
    "",
    "What it does, with the values of the goal in the places of these:",
    "",
    ...steps,
    "",
    "## How it was proved",
    "",
    `Run ${run} of ${new Date(at).toISOString().slice(0, 10)} ended done: ${held}${said}. Its plan ${made}.`,
    ...(choice.notes.length === 0
      ? []
      : ["", "## What stays as it was", "", ...choice.notes.map((note) => `- ${oneLine(note)}`)]),
    "",
  ].join("\n");
}

/** As a goal that is found again in the text; a long one is cut. */
function quoted(goal: string): string {
  const text = oneLine(goal);
  const cut = text.length > LONGEST_EXAMPLE ? `${text.slice(0, LONGEST_EXAMPLE - 1)}…` : text;
  if (!cut.includes('"')) return `"${cut}"`;
  return cut.includes("`") ? `“${cut}”` : `\`${cut}\``;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
