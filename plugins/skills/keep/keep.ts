import { join } from "node:path";

import { usage } from "../../../kernel/error.ts";
import type { Host } from "../../../kernel/host.ts";
import { toolKey } from "../../../kernel/plan.ts";
import type { VerbCall } from "../../../kernel/verb.ts";
import type { Catalog } from "../catalog.ts";
import { type Choice, chooseSlots } from "./choose-slots.ts";
import { unifiedDiff } from "./diff.ts";
import { FILES, presentFile, writeSkill } from "./folder.ts";
import { type Literal, literalsOf } from "./literals.ts";
import { nameFor } from "./name-for.ts";
import { type ProvenRun, provenRun } from "./proven-run.ts";
import { selfCheck } from "./self-check.ts";
import { skillFiles } from "./skill-files.ts";
import { templateOf } from "./template-of.ts";
import { triggerOf } from "./trigger-of.ts";
import type { KeepInput, Kept } from "./verb.ts";

export async function keep(
  host: Host,
  catalog: Catalog,
  given: KeepInput,
  call: VerbCall,
): Promise<Kept> {
  const proven = await provenRun(host.kernel(), given.run, call);
  const { goal, at, run, plan } = proven;
  const choice = chooseSlots(literalsOf(plan.definition.steps), { goal, at }, (literal) =>
    isPathIn(proven, literal),
  );
  const trigger = triggerOf(goal, choice.slots);
  const name = given.name ?? nameFor(trigger, run);
  const access = accessOf(proven);
  const template = templateOf(plan.definition, choice);
  const files = await skillFiles({ name, trigger, access, choice, template }, proven);
  const covers = await selfCheck(host, files, proven, catalog);

  const skillsDir = join(host.tenantDir, "skills");
  const path = join(skillsDir, name);
  const present = FILES.map((file) => [file, presentFile(path, file)] as const);
  const isSame = present.every(([file, text]) => text === files[file]);
  const others = (await catalog.list()).filter((one) => one.name === name);
  if (given.name === undefined && !isSame && others.length > 0) {
    throw usage(
      `there is a skill called ${name} already`,
      `give it another --name, or see what would change: glassbox skills keep ${run} --name ${name}`,
    );
  }
  const diffs = present.map(([file, text]) => unifiedDiff(join(name, file), text, files[file]));
  if (given.write && !isSame) writeSkill(skillsDir, name, files);
  return {
    name,
    run,
    path,
    trigger,
    access,
    slots: choice.slots.map(({ name: slot, type, value }) => ({ name: slot, type, value })),
    notes: notesOf(
      choice,
      name,
      covers,
      others.some(({ source }) => source === "library"),
    ),
    change: isSame ? "same" : present.some(([, text]) => text !== null) ? "changed" : "new",
    diff: diffs.filter((diff) => diff !== "").join("\n"),
    written: given.write,
  };
}

function notesOf(choice: Choice, name: string, covers: string, hides: boolean): string[] {
  return [
    ...choice.notes,
    ...(choice.slots.length === 0
      ? ["no argument stands in the goal: it covers just this goal"]
      : []),
    ...(covers === name ? [] : [`the skill ${covers} covers this goal too, and goes first`]),
    ...(hides ? [`it goes before the skill ${name} of the library`] : []),
  ];
}

/** A skill that starts runs of its own may do what its own run might. */
function accessOf({ plan, access }: ProvenRun): "read" | "write" {
  const { steps } = plan.definition;
  const changes = steps.some(({ do: action }) =>
    "tool" in action ? plan.tools[toolKey(action.tool)]?.effect !== "read" : "run" in action,
  );
  return changes ? access : "read";
}

function isPathIn({ plan }: ProvenRun, { tool, argument }: Literal): boolean {
  const reference = `$args.${argument.replace(/[.[].*$/, "")}`;
  return (plan.tools[tool]?.paths ?? []).some(
    (path) =>
      path === reference ||
      (/^[.[]/.test(path.slice(reference.length)) && path.startsWith(reference)),
  );
}
