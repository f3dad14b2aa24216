import type { FoundTool } from "./find-tools.ts";
import type { House } from "./house.ts";
import { offeredVerbs, toolNameOf } from "./verb-tools.ts";

const MOST = 3;
/** Words that say nothing of what is wanted. */
const COMMON = new Set(
  "a an and are at by can do does for from how in is it its me my of on or that the this to was what which who with you".split(
    " ",
  ),
);

/** Verbs of the kernel whose description has words of the goal: about runs, their record, their cost. */
export function relatedVerbs(
  house: House,
  goal: string,
  scope: "full" | "read",
): readonly FoundTool[] {
  const wanted = wordsOf(goal);
  const ranked = offeredVerbs(house, scope).map((verb) => {
    const words = wordsOf(`${verb.name} ${verb.description}`);
    const shared = [...wanted].filter((word) => words.has(word)).length;
    return { verb, score: wanted.size === 0 ? 0 : shared / wanted.size };
  });
  return ranked
    .filter(({ score }) => score >= 0.5)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ verb }) => ({
      tool: toolNameOf(verb),
      effect: verb.scope,
      description: verb.description,
    }));
}

function wordsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.filter((word) => !COMMON.has(word)).map((word) => word.replace(/s$/, "")));
}
