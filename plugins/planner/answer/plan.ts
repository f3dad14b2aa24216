import type { JsonObject } from "../../../kernel/json.ts";
import type { Held } from "./holds.ts";
import type { Passage } from "./passage.ts";

/** Invisible; parts a `$` from a `{`, so that no template takes them for a reference. */
const JOINER = "\u2060";

/** Reads every cited line again, cites exactly those, and answers with the sentences. */
export function answerPlan(sentences: readonly Held[], dropped: number): JsonObject {
  const used = new Map(
    sentences.flatMap(({ cited }) => cited.map((passage) => [placeOf(passage), passage])),
  );
  const items = [...used.values()].map(({ path, line, text }) => ({
    path: literal(path),
    line,
    text: literal(text),
  }));
  const answer = sentences.map(({ text, cited }) => `${text}  ${cited.map(placeOf).join(", ")}`);
  return {
    steps: [
      {
        id: "cited",
        intent: "Keep the lines that the answer cites",
        do: { tool: { server: "data", name: "data_filter", args: { items } } },
      },
      {
        id: "reread",
        intent: "Read each cited line again",
        each: "$cited.items",
        do: {
          tool: {
            server: "files",
            name: "files_read",
            args: { path: "$item.path", startLine: "$item.line", endLine: "$item.line" },
          },
        },
      },
    ],
    cite: { of: "$cited.items", in: "reread" },
    answer: answer.join("\n").replaceAll("${", `$${JOINER}{`),
    proof: `\${cited.count} ${used.size === 1 ? "citation" : "citations"} re-read${droppedText(dropped)}`,
  };
}

/** How many steps of a budget it takes. */
export function stepsOf(plan: JsonObject, sentences: readonly Held[]): number {
  const places = new Set(sentences.flatMap(({ cited }) => cited.map(placeOf)));
  return (plan["steps"] as readonly unknown[]).length - 1 + places.size;
}

function placeOf({ path, line }: Passage): string {
  return `${path}:${line}`;
}

/** A text that means itself where the plan language looks for references. */
function literal(text: string): string {
  return text.startsWith("$") ? `$${text}` : text;
}

function droppedText(count: number): string {
  if (count === 0) return "";
  return `, ${count} ${count === 1 ? "sentence" : "sentences"} without support dropped`;
}
