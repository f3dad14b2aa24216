import { z } from "zod";

import type { Problem } from "./problem.ts";

const humanEval = z.object({
  task_id: z.string().min(1),
  prompt: z.string(),
  entry_point: z.string().regex(/^\w+$/, "must be a name"),
  canonical_solution: z.string(),
  test: z.string(),
});

const mbpp = z.object({
  task_id: z.union([z.int(), z.string().min(1)]),
  code: z.string(),
  test_setup_code: z.string().default(""),
  test_imports: z.array(z.string()).default([]),
  test_list: z.array(z.string()).min(1),
});

/** What rows of a published file are made of, and how a program is made of one. */
export type RowForm = "humanEval" | "mbpp" | "sanitizedMbpp";

/** Throws the first thing that is wrong, with the name of its field. */
export function problemOf(form: RowForm, row: unknown): Problem {
  if (form === "humanEval") {
    const { task_id, prompt, canonical_solution, test, entry_point } = parsed(humanEval, row);
    return problem(task_id, [prompt + canonical_solution, test, `check(${entry_point})`]);
  }
  const { task_id, code, test_setup_code, test_imports, test_list } = parsed(mbpp, row);
  const folder = form === "mbpp" ? "mbpp" : "sanitized-mbpp";
  return problem(`${folder}/${task_id}`, [...test_imports, code, test_setup_code, ...test_list]);
}

/** Some of the published texts end their lines with `\r\n`. */
function problem(id: string, parts: readonly string[]): Problem {
  return { id, code: `${parts.join("\n").replaceAll("\r", "")}\n` };
}

function parsed<Schema extends z.ZodType>(schema: Schema, row: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(row);
  if (success) return data;
  const [issue] = error.issues;
  throw new Error(`${issue?.path.join(".") || "the row"}: ${issue?.message}`);
}
