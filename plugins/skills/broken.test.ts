import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";

import { healthy, PLAN, refusalOf, request, skillText, temporaryHome } from "./testing.ts";

let home: ReturnType<typeof temporaryHome>;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => home.remove());

describe("a broken skill", () => {
  const plan = (from: string, to: string) => ({
    "SKILL.md": skillText("water"),
    "plan.yaml": PLAN.replace(from, to),
  });
  const cases: [string, Record<string, string>, string][] = [
    ["no SKILL.md", { "plan.yaml": PLAN }, "SKILL.md is missing"],
    ["no frontmatter", { "SKILL.md": "# Water" }, "does not begin with frontmatter"],
    ["no name", { "SKILL.md": "---\ndescription: x\n---\n" }, "name: is missing"],
    ["another name", { "SKILL.md": skillText("fire") }, "its name is fire"],
    ["a bad name", { "SKILL.md": skillText("Water_1") }, "small letters"],
    ["bad YAML in front", { "SKILL.md": "---\nname: [\n---\n" }, "is no YAML"],
    ["bad YAML in the plan", { "SKILL.md": skillText("water"), "plan.yaml": "a: [" }, "is no YAML"],
    ["an unknown field", plan("access: write", "acess: write"), "acess"],
    ["no triggers", plan(/triggers.*\n/.exec(PLAN)![0], "triggers: []\n"), "at least one trigger"],
    ["a bad trigger", plan("water {plant}", "{plant}"), "would match any goal"],
    ["an undeclared slot", plan("water {plant}", "water {plnt}"), 'did you mean "plant"?'],
    ["a slot without a value", plan(", default: today", ""), "give slots.day a default"],
    ["a bad default", plan("default: today", "default: soon"), '"soon" is no date'],
    ["an unknown slot in the plan", plan("$slots.day", "$slots.dya"), "$slots.dya is no slot"],
    ["no steps", plan(/steps:[^]*(?=answer)/.exec(PLAN)![0], "steps: []\n"), "at least one step"],
    ["a step without do", plan("    do:", "    not:"), "steps[0].do"],
  ];

  for (const [name, files, words] of cases) {
    test(`with ${name} is listed with what is wrong, and keeps a run that it might cover from beginning`, async () => {
      const folder = await home.inHome("water", files);
      await home.inHome("fine", {
        "SKILL.md": skillText("fine"),
        "plan.yaml": PLAN.replace("water {plant}", "feed {plant}"),
      });
      const { planner, verb } = home.parts();
      const { skills } = (await verb("skills.list", {})) as unknown as {
        skills: { name: string; problem?: string }[];
      };
      const problem = skills.find((one) => one.name === "water")!.problem ?? "";
      const errors = [
        await refusalOf(planner.propose(request("water the fern"))),
        await refusalOf(verb("skills.show", { name: "water" })),
      ];
      for (const error of errors) {
        expect(error.code).toBe("usage");
        expect(error.message).toContain(folder);
        expect(error.message).toContain(problem);
        expect(`${error.message} ${error.hint}`).toContain(words);
        expect(error.hint).toBeTruthy();
      }
      expect((await planner.propose(request("feed the fern")))?.ground.name).toBe("fine");
    });
  }

  test("that an unprivileged user may not read", async () => {
    const folder = await home.inHome("water", healthy("water"));
    for (let at = folder; at.startsWith(home.top); at = join(at, "..")) chmodSync(at, 0o755);
    const file = join(folder, "plan.yaml");
    chmodSync(file, 0o000);
    expect(unprivileged()).toBe(`usage|${file} cannot be read (EACCES)|chmod u+r "${file}"`);
    chmodSync(file, 0o644);
    chmodSync(folder, 0o700);
    if (process.getuid?.() === 0)
      expect(unprivileged()).toContain(`${join(folder, "SKILL.md")} cannot be read`);
  });
});

/** What the planner says to a user whom permissions bind. */
function unprivileged(): string {
  const program = `
    const { createCatalog } = await import(${JSON.stringify(join(import.meta.dir, "catalog.ts"))});
    await import("yaml");
    if (process.getuid() === 0) { process.setgroups([]); process.setgid(65534); process.setuid(65534); }
    const found = await createCatalog({
      library: ${JSON.stringify(home.library)}, home: ${JSON.stringify(join(home.tenantDir, "skills"))},
    }).list();
    console.log("usage|" + found[0].problem?.message + "|" + found[0].problem?.hint);
  `;
  const cwd = join(import.meta.dir, "../..");
  const child = spawnSync(process.execPath, ["-e", program], { encoding: "utf8", cwd });
  return child.stdout.trim() || child.stderr;
}
