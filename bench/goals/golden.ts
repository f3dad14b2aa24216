import { readFileSync } from "node:fs";

import { z } from "zod";

import { messageOf, usage } from "../../kernel/error.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import { firstIssue } from "../../kernel/verb.ts";

export type Part = "dev" | "report";

export interface GoldenStep {
  /** `server__tool`, or the tool's name alone: then any server's tool of that name. */
  readonly tool: string;
  /** What the goal names. `$1.path` stands for a part of the first step's result. */
  readonly args: JsonObject;
}

/** A goal as a person types it, and the calls that do it. */
export interface Golden {
  readonly goal: string;
  readonly steps: readonly GoldenStep[];
  /** Half of the goals are for development, the others are kept for the report. */
  readonly part: Part;
}

const call = {
  tool: z.string().regex(/^[\w-]+$/, 'must be the name of a tool, such as "files_move"'),
  args: z.custom<JsonObject>(isObject, "must be an object, {} where the goal names nothing"),
};
const common = {
  goal: z.string().trim().min(1, "must say what is to be done"),
  part: z.enum(["dev", "report"]).default("report"),
};
const single = z.object({ ...common, ...call });
const multi = z.object({
  ...common,
  steps: z.array(z.object(call)).min(1, "must have at least one step"),
});

/** One goal a line: `{"goal", "tool", "args"}` or `{"goal", "steps": [{"tool", "args"}]}`; blank lines are left out. */
export function parseGoals(text: string, file: string): Golden[] {
  return text
    .split("\n")
    .flatMap((line, index) =>
      line.trim() === "" ? [] : [parseLine(line, `${file}:${index + 1}`)],
    );
}

export function readGoals(file: string): Golden[] {
  return parseGoals(textOf(file), file);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw usage(`the goals cannot be read: ${messageOf(error)}`, "name a file with a goal a line");
  }
}

function parseLine(line: string, where: string): Golden {
  const value = parseJson(line, where);
  const isMulti = isObject(value) && "steps" in value;
  const { data, error } = isMulti ? multi.safeParse(value) : single.safeParse(value);
  if (error) throw bad(`${where}: ${firstIssue(error)}`);
  const { goal, part } = data;
  return {
    goal,
    part,
    steps: "steps" in data ? data.steps : [{ tool: data.tool, args: data.args }],
  };
}

function parseJson(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw bad(`${where}: it is not JSON (${messageOf(error)})`);
  }
}

function bad(message: string) {
  return usage(
    message,
    'a line is {"goal", "tool", "args"} or {"goal", "steps": [{"tool", "args"}]}',
  );
}
