import { isObject } from "../../kernel/json.ts";
import { errorBody } from "../socket/index.ts";
import { exitCodeOfError } from "./exit-code.ts";
import type { Problem } from "./outcome.ts";
import { bad, harmless, oneLine } from "./render/text.ts";

const A_MODEL = [
  "  a model plans other goals: ollama pull qwen3:4b, and it is found by itself;",
  "    glassbox models ls lists what is there, glassbox models use PROVIDER/NAME chooses",
];

/** An error for people: the sentence, then the mend. */
export function renderFailure(error: Problem): string {
  const lines = [`${bad("✗")} ${harmless(error.message)}`];
  const { nearest } = isObject(error.detail) ? error.detail : {};
  if (Array.isArray(nearest) && nearest.length > 0) {
    lines.push("  the nearest skills:");
    for (const { name, example } of nearest as unknown as readonly Nearest[])
      lines.push(`    ${oneLine(name)}: glassbox run ${JSON.stringify(oneLine(example))}`);
  }
  if (error.code === "no_plan") lines.push(...A_MODEL);
  if (error.hint !== undefined) lines.push(`  ${harmless(error.hint)}`);
  return lines.join("\n");
}

interface Nearest {
  readonly name: string;
  readonly example: string;
}

export function bodyAndExit(error: unknown): { readonly body: Problem; readonly exit: number } {
  const body = errorBody(error);
  return { body, exit: exitCodeOfError(body.code) };
}
