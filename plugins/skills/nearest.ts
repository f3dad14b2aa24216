import { editDistance } from "../../kernel/suggest.ts";
import { exampleOf } from "./example.ts";
import type { Skill } from "./skill.ts";
import { type Goal, readGoal } from "./trigger.ts";
import type { Part } from "./trigger-parse.ts";

/** A skill that nearly covers a goal, with a goal that it does cover. */
export interface NearestSkill {
  readonly name: string;
  readonly example: string;
  /** The larger, the nearer. */
  readonly score: number;
}

/** Longer goals are compared by their beginning. */
const COMPARED = 200;

/** Skills by how near their triggers come to a goal, nearest first. */
export function rankSkills(skills: readonly Skill[], goal: Goal): NearestSkill[] {
  const words = wordsOf(goal.folded);
  return skills
    .flatMap((skill) => {
      const { template } = skill;
      if (!template) return [];
      const example = exampleOf(skill, template);
      const scores = template.triggers.map(({ part }) => overlap(words, wordsIn(part)));
      const likeness = similarity(goal.folded, readGoal(example).folded);
      return [{ name: skill.name, example, score: 2 * Math.max(...scores) + likeness }];
    })
    .toSorted((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1));
}

/** How much two sets of words have in common, 0 to 1. */
function overlap(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  return (2 * left.intersection(right).size) / Math.max(1, left.size + right.size);
}

function similarity(left: string, right: string): number {
  const [a, b] = [left.slice(0, COMPARED), right.slice(0, COMPARED)];
  return 1 - editDistance(a, b) / Math.max(1, a.length, b.length);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

function wordsIn(part: Part): ReadonlySet<string> {
  if (part.kind === "text") return wordsOf(part.text);
  const parts = part.kind === "sequence" ? part.parts : part.kind === "choice" ? part.options : [];
  return parts.reduce((all, one) => all.union(wordsIn(one)), new Set<string>());
}
