import { KernelError } from "../../../kernel/error.ts";
import type { Host } from "../../../kernel/host.ts";
import { canonicalize, type JsonObject, type JsonValue, sha256 } from "../../../kernel/json.ts";
import type { Plan, Step } from "../../../kernel/plan.ts";
import type { Catalog } from "../catalog.ts";
import { parseSkillText } from "../frontmatter.ts";
import { createPlanner } from "../planner.ts";
import type { Found, Skill } from "../skill.ts";
import { readTemplate } from "../template.ts";
import { parseYaml } from "../yaml.ts";
import type { ProvenRun } from "./proven-run.ts";
import { cannotKeep } from "./refusal.ts";
import type { SkillFiles } from "./skill-files.ts";

const MEND = "say the goal otherwise, or write the skill by hand: docs/skills.md";

/**
 * Reads the skill as any other and asks it for the goal that it came from: it has to make just the plan that was
 * proved. Answers with what covers the goal now, the other skills in view.
 */
export async function selfCheck(
  host: Pick<Host, "needs">,
  files: SkillFiles,
  proven: ProvenRun,
  others: Catalog,
): Promise<string> {
  try {
    const skill = await skillIn(files);
    const own: Found = { name: skill.name, source: "home", path: "", skill };
    const { goal, access, at } = proven;
    const dir = host.needs("workspace").open(proven.dir);
    const tools = await host.needs("tools").list(dir);
    const request = { goal, dir, access, at, tools, options: {} };
    const proposal = await createPlanner({ list: async () => [own] }).propose(request);
    if (!proposal)
      throw cannotKeep(
        `"${skill.template!.triggers[0]!.source}" does not cover the goal it was made of`,
        MEND,
      );
    const { plan } = host.needs("plans").check(proposal.plan, tools, access);
    const step = difference(proven.plan.definition, plan);
    if (step !== null)
      throw cannotKeep(`from the same goal it would make ${step} another one`, MEND);
    const rest = (await others.list()).filter((one) => one.name !== skill.name && "skill" in one);
    const all = [...rest, own].toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const first = await createPlanner({ list: async () => all }).propose(request);
    return first?.ground.name ?? skill.name;
  } catch (error) {
    const isOurs = error instanceof KernelError && error.code === "usage";
    if (!isOurs || error.message.startsWith("the run cannot be kept")) throw error;
    throw cannotKeep(error.message, error.hint ?? MEND);
  }
}

async function skillIn(files: SkillFiles): Promise<Skill> {
  const text = await parseSkillText(files["SKILL.md"], "SKILL.md");
  const plan = await parseYaml(files["plan.yaml"], "plan.yaml");
  const hash = sha256(JSON.stringify(Object.values(files)));
  return { ...text, template: readTemplate(plan, "plan.yaml"), hash };
}

/** What differs first between two plans; null when they do the same. */
function difference(proved: Plan, made: Plan): string | null {
  for (const [index, step] of proved.steps.entries()) {
    const other = made.steps[index];
    if (!other || canonicalize(essence(step)) !== canonicalize(essence(other)))
      return `step ${step.id}`;
  }
  if (made.steps.length > proved.steps.length) return `step ${made.steps[proved.steps.length]!.id}`;
  const rest = ({ expect, answer, proof, cite }: Plan) =>
    canonicalize({ expect, answer, proof, cite } as unknown as JsonObject);
  return rest(proved) === rest(made) ? null : "the answer or what the goal expects";
}

/** A step without what is only said of it. */
function essence(step: Step): JsonValue {
  const { id, intent, do: action, after, each = null, expect, learn } = step;
  const all = { id, intent, action, after: after.toSorted(), each, expect, learn };
  return all as unknown as JsonObject;
}
