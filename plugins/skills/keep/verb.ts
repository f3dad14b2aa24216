import { join } from "node:path";
import { z } from "zod";

import { usage } from "../../../kernel/error.ts";
import type { Host } from "../../../kernel/host.ts";
import { toolKey } from "../../../kernel/plan.ts";
import { defineVerb, type Verb, type VerbCall } from "../../../kernel/verb.ts";
import type { Catalog } from "../catalog.ts";
import { slotTypes } from "../slots.ts";
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

const input = z.strictObject({
  run: z.string().min(1),
  name: z
    .string()
    .max(64)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be of small letters, digits and single hyphens")
    .optional(),
  write: z.boolean().default(false),
});

const output = z.object({
  name: z.string(),
  run: z.string(),
  path: z.string(),
  trigger: z.string(),
  access: z.enum(["read", "write"]),
  slots: z.array(
    z.object({
      name: z.string(),
      type: z.enum(slotTypes),
      value: z.union([z.string(), z.number()]),
    }),
  ),
  notes: z.array(z.string()),
  /** What of it is there already. */
  change: z.enum(["new", "changed", "same"]),
  diff: z.string(),
  written: z.boolean(),
});

/** Makes a skill of a run that was proved. */
export function keepVerb(host: Host, catalog: Catalog): Verb {
  return defineVerb({
    name: "skills.keep",
    description:
      "Turns the plan of a proved run into a skill with slots: shows it as a diff, and writes it when told to.",
    scope: "person",
    input,
    output,
    handler: (given, call) => keep(host, catalog, given, call),
  });
}

async function keep(
  host: Host,
  catalog: Catalog,
  given: z.output<typeof input>,
  call: VerbCall,
): Promise<z.output<typeof output>> {
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
