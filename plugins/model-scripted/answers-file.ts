import { readFileSync } from "node:fs";
import { z } from "zod";

import { messageOf, usage } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { firstIssue } from "../../kernel/verb.ts";
import type { ScriptedOptions } from "./provider.ts";
import type { Answer, Script, ScriptedCall } from "./script.ts";

const amount = z.number().nonnegative();
const answer = z.strictObject({
  /** Answers every call whose prompt holds this text; without it, one call in turn. */
  when: z.string().min(1).optional(),
  text: z.string().optional(),
  /** Instead of `text`: written as JSON. */
  json: z.unknown().optional(),
  /** Instead of both: the call fails with this. */
  error: z.string().min(1).optional(),
  toolCalls: z.array(z.strictObject({ name: z.string(), args: z.custom<JsonObject>() })).optional(),
  delay: amount.optional(),
  isCutOff: z.boolean().optional(),
  ignoresSchema: z.boolean().optional(),
});

const file = z.strictObject({
  names: z.array(z.string().min(1)).optional(),
  window: z.number().int().positive().optional(),
  parameters: z.number().positive().nullable().optional(),
  remote: z.boolean().optional(),
  price: z.strictObject({ input: amount, output: amount }).optional(),
  answers: z.array(z.union([z.string(), answer])),
});

type Entry = z.output<typeof answer>;

/** Reads a script out of a file. Throws `usage` with the place of the fault. */
export function readAnswers(path: string): { script: Script; options: ScriptedOptions } {
  const parsed = file.safeParse(parse(path));
  if (!parsed.success) {
    const hint = 'write {"answers": ["first answer", {"when": "text of the prompt", "json": {}}]}';
    throw usage(`${path}: ${firstIssue(parsed.error)}`, hint);
  }
  const { answers, ...options } = parsed.data;
  const entries = answers.map((one): Entry => (typeof one === "string" ? { text: one } : one));
  return { script: scriptOf(entries), options };
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const hint = "models.scripted.file names a JSON file of answers";
    throw usage(`${path} cannot be read: ${messageOf(error)}`, hint);
  }
}

function scriptOf(entries: readonly Entry[]): Script {
  const always = entries.filter(({ when }) => when !== undefined);
  const inTurn = entries.filter(({ when }) => when === undefined);
  let used = 0;
  return ({ text, index }: ScriptedCall): Answer => {
    const entry = always.find(({ when }) => text.includes(when!)) ?? inTurn[used++];
    if (entry) return answerOf(entry);
    return new Error(`the file has no answer to call ${index + 1}: add one`);
  };
}

function answerOf({ text, json, error, ...rest }: Entry): Answer {
  if (error !== undefined) return new Error(error);
  const { toolCalls = [], delay = 0, isCutOff = false, ignoresSchema = false } = rest;
  const said = json === undefined ? (text ?? "") : JSON.stringify(json);
  return { text: said, toolCalls, delay, isCutOff, ignoresSchema };
}
