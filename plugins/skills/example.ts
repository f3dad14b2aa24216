import type { PlanTemplate, Skill } from "./skill.ts";
import { match, readGoal } from "./trigger.ts";
import type { Part } from "./trigger-parse.ts";

const QUOTED = /`([^`\n]{3,200})`|"([^"\n]{3,200})"|“([^”\n]{3,200})”/g;

/** A goal that the skill covers: one that its own text names, else one made from its first trigger. */
export function exampleOf(skill: Skill, { triggers }: PlanTemplate): string {
  for (const found of `${skill.description}\n${skill.body}`.matchAll(QUOTED)) {
    const text = (found[1] ?? found[2] ?? found[3])!;
    const goal = readGoal(text);
    if (triggers.some((trigger) => match(trigger, goal, {}, () => true))) return text;
  }
  const text = sample(triggers[0]!.part).replace(/\s+/g, " ").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The first of each choice, without what is optional; slots as `{slot}`. */
function sample(part: Part): string {
  if (part.kind === "text") return part.text;
  if (part.kind === "space") return " ";
  if (part.kind === "slot") return `{${part.name}}`;
  if (part.kind === "sequence") return part.parts.map(sample).join("");
  const isOptional = part.options.some((one) => one.kind === "sequence" && one.parts.length === 0);
  return isOptional ? "" : sample(part.options[0]!);
}
