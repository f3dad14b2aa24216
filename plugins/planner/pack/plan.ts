import { isObject, type JsonValue } from "../../../kernel/json.ts";
import { toolKey } from "../../../kernel/plan.ts";
import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import type { Example } from "../examples/example.ts";
import { type Clause, cutGoal } from "../goal/clause.ts";
import { verbsOf } from "../goal/verbs.ts";
import type { Planning } from "../planning-request.ts";
import type { Packed } from "../reasons.ts";
import type { RankedTool } from "../retrieval.ts";
import type { PlannedCall } from "../step.ts";
import { pointedIn, type Pointed } from "./pointed.ts";
import { decodeCall } from "./decode.ts";
import { examplesThatFit } from "./fit.ts";
import { objectIn } from "./reply.ts";
import { callSchema, planSchema } from "./schema.ts";

const RULES = `You plan; you do nothing yourself. Use only the tools below, one call a step, in order.
Copy paths, addresses and names from the goal letter by letter. "$1" stands for the result of step 1.`;
const FREE_PLAN =
  "Write the steps as a short numbered list: one line a step, the tool and what it does.";
/** Tokens of the free plan: enough for eight lines, too few for a speech. */
const FREE_PLAN_TOKENS = 160;
const MOST_TOOLS = 8;
const MOST_STEPS = 8;
const TOKENS_A_STEP = 120;
/** Room for texts that the model writes itself. */
const FREE_TEXT_TOKENS = 600;

/** A model of some size plans freely first, in a few lines, and then packs the whole plan in one constrained call. */
export async function packPlan(
  planning: Planning,
  examples: readonly Example[],
  signal: AbortSignal,
): Promise<PackedPlan | string> {
  const { goal, ask, model } = planning;
  const clauses = cutGoal(goal, verbsOf(planning.tools, examples));
  const offered = await offeredTools(planning, examples, clauses, signal);
  const system = `${RULES}\nTools:\n${offered.tools.map(toolLine).join("\n")}`;
  const pointed = pointedIn({ goal, clauses, planning, tools: offered.tools, near: offered.near });
  const schema = planSchema(offered.tools, pointed, MOST_STEPS);
  const packTokens = TOKENS_A_STEP * Math.max(2, clauses.length) + FREE_TEXT_TOKENS;
  const facts = factsText(planning);
  const examplesShown = examplesThatFit(exampleTexts(offered.near), model.window, {
    characters: [system, facts, goal, JSON.stringify(schema)].join("").length,
    outputTokens: FREE_PLAN_TOKENS + packTokens,
  });
  const head = `${examplesShown.join("")}${facts}Goal: ${goal}\n`;
  const free = await ask(
    {
      purpose: "plan",
      system,
      prompt: `${head}${FREE_PLAN}`,
      schema: null,
      maxOutputTokens: FREE_PLAN_TOKENS,
    },
    signal,
  );
  const lines = free.text.trim().split("\n").slice(0, MOST_STEPS).join("\n");
  const packed = await ask(
    {
      purpose: "pack",
      system,
      prompt: `${head}Plan:\n${lines}\nThe same plan as JSON:`,
      schema,
      maxOutputTokens: packTokens,
    },
    signal,
  );
  const said = packed.isCut ? null : objectIn(packed.text);
  const steps = said?.["steps"];
  if (!Array.isArray(steps) || steps.length === 0)
    return `the model ${model.name} wrote no plan that can be read`;
  if (steps.length > MOST_STEPS)
    return `the model ${model.name} planned more than ${MOST_STEPS} steps`;
  const calls = await decodePlan(planning, system, head, offered.tools, pointed, steps, signal);
  if (typeof calls === "string") return calls;
  const taken = new Set(calls.map(({ tool }) => toolKey(tool)));
  return { calls, packed: { words: lines, offered: offered.ranked, taken } };
}

interface PackedPlan {
  readonly calls: readonly PlannedCall[];
  readonly packed: Packed;
}

/** Every step checked against its tool; the first that is wrong is asked for once more, narrowly. */
async function decodePlan(
  { ask, goal }: Planning,
  system: string,
  head: string,
  tools: readonly ToolDefinition[],
  pointed: Pointed,
  steps: readonly JsonValue[],
  signal: AbortSignal,
): Promise<PlannedCall[] | string> {
  const calls: PlannedCall[] = [];
  let isRepaired = false;
  for (const step of steps) {
    let call = decodeCall(step, tools, pointed, calls, goal);
    if (typeof call === "string" && !isRepaired) {
      isRepaired = true;
      const repaired = await repairCall(ask, system, head, tools, pointed, step, call, signal);
      call = decodeCall(repaired, tools, pointed, calls, goal);
    }
    if (typeof call === "string") return call;
    calls.push(call);
  }
  return calls;
}

async function repairCall(
  ask: Planning["ask"],
  system: string,
  head: string,
  tools: readonly ToolDefinition[],
  pointed: Pointed,
  step: JsonValue,
  fault: string,
  signal: AbortSignal,
): Promise<JsonValue> {
  const name = isObject(step) ? step["tool"] : null;
  const tool = tools.find((one) => toolKey(one) === name || one.name === name);
  const wanted = tool ? [tool] : tools;
  const reply = await ask(
    {
      purpose: "repair",
      system,
      prompt: `${head}This step is wrong: ${JSON.stringify(step).slice(0, 600)}\n${fault}\nThe step as it should be, as JSON:`,
      schema: callSchema(wanted, pointed),
      maxOutputTokens: TOKENS_A_STEP + FREE_TEXT_TOKENS,
    },
    signal,
  );
  return (reply.isCut ? null : objectIn(reply.text)) ?? {};
}

/** The few tools that the goal as a whole and each of its parts speak of. */
async function offeredTools(
  { retrieval, tools, goal }: Planning,
  examples: readonly Example[],
  clauses: readonly Clause[],
  signal: AbortSignal,
) {
  const texts = clauses.length > 1 ? [...clauses.map(({ text }) => text), goal] : [goal];
  const rankings = await Promise.all(
    texts.map((text) => retrieval.rank({ text, tools, examples, signal })),
  );
  const picked = new Map<string, RankedTool>();
  for (let rank = 0; rank < MOST_TOOLS && picked.size < MOST_TOOLS; rank++)
    for (const ranking of rankings) {
      const found = ranking.tools[rank];
      if (!found || picked.size >= MOST_TOOLS) continue;
      const key = toolKey(found.tool);
      // By its best rank for any part of the goal.
      const score = Math.max(found.score, picked.get(key)?.score ?? 0);
      picked.set(key, { tool: found.tool, score });
    }
  const near = rankings.flatMap((ranking) => ranking.examples.slice(0, 24));
  // The order of the catalogue, not of the ranking: the same tools make the same prompt, which a cache knows.
  const ordered = tools.filter((tool) => picked.has(toolKey(tool)));
  const ranked = [...picked.values()];
  return { tools: ordered, ranked, near: near.toSorted((a, b) => b.score - a.score) };
}

function toolLine(tool: ToolDefinition): string {
  const properties = tool.inputSchema;
  const names =
    isObject(properties) && isObject(properties["properties"])
      ? Object.keys(properties["properties"])
      : [];
  return `${toolKey(tool)}(${names.join(", ")}): ${tool.description.slice(0, 160)}`;
}

const SHOWN_EXAMPLES = 3;

function exampleTexts(near: readonly { readonly example: Example }[]): string[] {
  const seen = new Set<string>();
  const shown = near.filter(({ example }) => !seen.has(example.goal) && seen.add(example.goal));
  return shown
    .slice(0, SHOWN_EXAMPLES)
    .map(
      ({ example: { goal, tool, args } }) =>
        `Goal: ${goal}\nCall: ${JSON.stringify({ tool, args })}\n`,
    );
}

function factsText({ facts, hasInput }: Planning): string {
  const lines = facts
    .slice(-20)
    .map(({ name, value }) => `${name} = ${JSON.stringify(value).slice(0, 120)}`);
  if (hasInput) lines.push('"the input" is data that came with the goal');
  return lines.length === 0 ? "" : `Known: ${lines.join("; ")}\n`;
}
