import { canonicalize, isObject, type JsonObject } from "../../../kernel/json.ts";
import { toolKey } from "../../../kernel/plan.ts";
import type { Example } from "../examples/example.ts";
import type { AskModel, ModelReply } from "../model/call.ts";
import { argumentPaths } from "../point/call.ts";
import type { Model } from "../../contracts/models.ts";
import { examplesThatFit } from "./fit.ts";
import type { Alternative } from "./alternative.ts";
import { objectIn } from "./reply.ts";

/** Worked examples shown to a model for one step: enough to copy the pattern, few enough for a small window. */
const SHOWN = 3;
const LONGEST_ANSWER = 400;

/** Repair calls that a goal may still have. */
export interface Repairs {
  left: number;
}

/**
 * Lets a model choose one call among those that the goal allows: it copies a whole one, so no two arguments take the
 * same piece of the goal and nothing else can be said. One narrow repair for the whole goal if it does say something
 * else; null when there is none left, or when that fails too.
 */
export async function chooseCall(
  { ask, model }: { readonly ask: AskModel; readonly model: Pick<Model, "window"> },
  clause: string,
  alternatives: readonly Alternative[],
  near: readonly { readonly example: Example }[],
  repairs: Repairs,
  signal: AbortSignal,
): Promise<Alternative | null> {
  const lines = alternatives.map(lineOf);
  const shown = examplesThatFit(exampleTexts(alternatives, near), model.window, {
    characters: clause.length + lines.join("").length,
    outputTokens: LONGEST_ANSWER,
  });
  const reply = await ask(
    {
      purpose: "pack",
      system: "",
      prompt: `${shown.toReversed().join("")}Goal: ${clause}\nCall: `,
      schema: { type: "string", enum: lines },
      maxOutputTokens: LONGEST_ANSWER,
      isRaw: true,
    },
    signal,
  );
  const chosen = chosenBy(reply, alternatives);
  if (chosen || repairs.left === 0) return chosen;
  repairs.left -= 1;
  const numbered = lines.map((line, index) => `${index + 1}. ${line}`).join("\n");
  const repaired = await ask(
    {
      purpose: "repair",
      system: "",
      prompt: `The goal "${clause}" means one of these calls:\n${numbered}\nAnswer with its number as {"choice": 1}.`,
      schema: {
        type: "object",
        properties: {
          choice: { type: "integer", enum: alternatives.map((_, index) => index + 1) },
        },
        required: ["choice"],
        additionalProperties: false,
      },
      maxOutputTokens: 24,
    },
    signal,
  );
  const { choice } = objectIn(repaired.text) ?? {};
  return typeof choice === "number"
    ? (alternatives[choice - 1] ?? null)
    : chosenBy(repaired, alternatives);
}

function chosenBy(reply: ModelReply, alternatives: readonly Alternative[]): Alternative | null {
  if (reply.isCut) return null;
  const said = textIn(reply.text);
  return (
    alternatives.find((one) => lineOf(one) === said) ?? calledAsObject(reply.text, alternatives)
  );
}

/** What a model was asked for is one JSON text; some leave the quotes away. */
function textIn(reply: string): string {
  try {
    const value: unknown = JSON.parse(reply);
    return typeof value === "string" ? value : "";
  } catch {
    return reply.trim().split("\n")[0]!.trim();
  }
}

/** A call written as an object, as models do that know tools: the same call is meant. */
function calledAsObject(reply: string, alternatives: readonly Alternative[]): Alternative | null {
  const said = objectIn(reply);
  const name = said?.["tool"] ?? said?.["name"];
  const args = said?.["args"] ?? said?.["arguments"] ?? said?.["parameters"];
  if (!isObject(args)) return null;
  const text = canonicalize(args);
  const same = alternatives.filter(({ tool }) => tool.name === name || toolKey(tool) === name);
  return same.find(({ labels }) => canonicalize(labels) === text) ?? null;
}

/** The nearest worked goals of the tools in question, the nearest first. */
function exampleTexts(
  alternatives: readonly Alternative[],
  near: readonly { readonly example: Example }[],
): string[] {
  const tools = new Set(alternatives.map(({ tool }) => toolKey(tool)));
  return near
    .filter(({ example }) => tools.has(example.tool))
    .slice(0, SHOWN)
    .map(({ example: { goal, tool, args } }) => {
      const name = tool.slice(tool.indexOf("__") + 2);
      return `Goal: ${goal}\nCall: ${JSON.stringify(callLine(name, args))}\n`;
    });
}

/** The call as the model was shown it. */
export function lineOf({ tool, labels }: Alternative): string {
  return callLine(tool.name, labels);
}

/** A call as one line: `files_move(from: a.md, to: b.md)`. */
function callLine(name: string, args: JsonObject): string {
  const parts = argumentPaths(args).map(
    ([path, value]) => `${path.replace(/.*\.|\[\d+\]/g, "")}: ${String(value)}`,
  );
  return `${name}(${parts.join(", ")})`;
}
