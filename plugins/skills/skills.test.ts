import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { GoalRequest } from "../../kernel/driver.ts";
import { KernelError } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { Verbs } from "../../kernel/verb.ts";
import { createCatalog } from "./catalog.ts";
import { createPlanner } from "./planner.ts";
import { skillVerbs } from "./verbs.ts";

const top = mkdtempSync(join(tmpdir(), "glassbox-skills-"));
afterAll(() => rmSync(top, { recursive: true }));

const LIBRARY = join(import.meta.dir, "library");
const NOW = new Date(2026, 10, 21, 12).getTime();
const PLAN = `triggers: ["water {plant} [on {day}]"]
slots:
  plant: { type: name }
  day: { type: date, default: today }
access: write
steps:
  - id: water
    do: { tool: { server: files, name: files_write, args: { path: "\${slots.plant}.md", content: $slots.day } } }
answer: "\${water.path}"
`;

let tenantDir = "";
let library = "";
beforeEach(() => {
  const root = mkdtempSync(join(top, "case-"));
  tenantDir = join(root, "home");
  library = join(root, "library");
  mkdirSync(join(tenantDir, "skills"), { recursive: true });
  mkdirSync(library);
});

const skillText = (name: string, more = "") =>
  `---\nname: ${name}\ndescription: Waters a plant, as in "Water the fern".\n${more}---\n\n# Body\n`;

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, content] of Object.entries(files)) await Bun.write(join(folder, path), content);
  return folder;
}

const inHome = (name: string, files: Record<string, string>) =>
  write(join(tenantDir, "skills", name), files);
const healthy = (name: string) => ({ "SKILL.md": skillText(name), "plan.yaml": PLAN });

function parts(libraryFolder = library) {
  const catalog = createCatalog({ library: libraryFolder, home: join(tenantDir, "skills") });
  const verbs = new Verbs();
  for (const verb of skillVerbs({ tenantDir }, catalog)) verbs.register(verb);
  const call = { actor: "person", via: "test", signal: new AbortController().signal, emit() {} };
  return {
    catalog,
    planner: createPlanner(catalog),
    verb: (name: string, input: unknown) => verbs.call(name, input, call) as Promise<JsonObject>,
  };
}

const request = (goal: string, access: "read" | "write" = "write"): GoalRequest => ({
  goal,
  access,
  dir: "/",
  at: NOW,
  tools: [],
});

async function refusalOf(work: Promise<unknown>): Promise<KernelError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof KernelError) return error;
  throw error ?? new Error("it was not refused");
}

describe("the library", () => {
  test("covers the goals that it says it covers", async () => {
    const { planner } = parts(LIBRARY);
    const overdue = await planner.propose(
      request("Which tasks were overdue on 2026-11-20?", "read"),
    );
    expect(overdue?.ground).toMatchObject({
      kind: "skill",
      name: "overdue-tasks",
      slots: { date: "2026-11-20" },
    });
    const rename = await planner.propose(request('Rename "Bluebird" to Kestrel everywhere'));
    expect(rename?.ground).toMatchObject({
      name: "rename-everywhere",
      slots: { from: "Bluebird", to: "Kestrel" },
    });
    expect(JSON.stringify([overdue, rename])).not.toContain("$slots");
  });

  test("names an example of each skill that the skill covers", async () => {
    const { planner } = parts(LIBRARY);
    const nearest = await planner.nearest(request("please rename all my things"));
    expect(nearest[0]?.name).toBe("rename-everywhere");
    for (const { name, example } of nearest)
      expect((await planner.propose(request(example)))?.ground.name).toBe(name);
  });
});

describe("a goal", () => {
  test("that a skill covers becomes its plan, with the values in their places", async () => {
    await inHome("water", healthy("water"));
    const proposal = await parts().planner.propose(request("Water 'the fern' on yesterday"));
    expect(proposal?.plan["steps"]).toEqual([
      {
        id: "water",
        do: {
          tool: {
            server: "files",
            name: "files_write",
            args: { path: "the fern.md", content: "2026-11-20" },
          },
        },
      },
    ]);
    expect(Object.keys(proposal!.plan)).toEqual(["steps", "answer"]);
    expect(proposal?.ground.slots).toEqual({ plant: "the fern", day: "2026-11-20" });
    expect(proposal?.ground.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("that only reads is not given a skill that writes", async () => {
    await inHome("water", healthy("water"));
    expect(await parts().planner.propose(request("water the fern", "read"))).toBeNull();
  });

  test("with a wrong value is refused in the name of the slot", async () => {
    const plan = PLAN.replace("{plant} [on {day}]", "the fern on {day}").replace(
      "plant: { type: name }",
      "plant: { type: name, default: fern }",
    );
    await inHome("water", { "SKILL.md": skillText("water"), "plan.yaml": plan });
    const error = await refusalOf(parts().planner.propose(request("water the fern on the moon")));
    expect(error.code).toBe("usage");
    expect(error.message).toContain('the day "the moon" is not a day such as');
  });

  test("goes to the trigger that says most of it", async () => {
    await inHome("water", healthy("water"));
    const plan = PLAN.replace("water {plant}", "water the old {plant}");
    await inHome("water-old", { "SKILL.md": skillText("water-old"), "plan.yaml": plan });
    const { planner } = parts();
    expect((await planner.propose(request("water the old oak")))?.ground.name).toBe("water-old");
    expect((await planner.propose(request("water the oak")))?.ground.name).toBe("water");
  });
});

describe("a skill of the home", () => {
  test("wins over one of the library with the same name", async () => {
    await write(join(library, "water"), healthy("water"));
    await inHome("water", {
      ...healthy("water"),
      "SKILL.md": skillText("water", "license: MIT\n"),
    });
    const [one, ...others] = await parts().catalog.list();
    expect(one).toMatchObject({ name: "water", source: "home" });
    expect(others).toEqual([]);
  });

  test("is read again when it has changed, and only then", async () => {
    const folder = await inHome("water", healthy("water"));
    const { catalog } = parts();
    const [first] = await catalog.list();
    expect((await catalog.list())[0]).toBe(first!);
    await Bun.write(join(folder, "plan.yaml"), PLAN.replace("water {plant}", "soak {plant}"));
    utimesSync(join(folder, "plan.yaml"), 1, 1);
    const [changed] = await catalog.list();
    expect("skill" in changed! && changed.skill.template?.triggers[0]?.source).toStartWith("soak");
  });

  test("without a plan is there for models", async () => {
    await inHome("advice", { "SKILL.md": skillText("advice") });
    const { verb } = parts();
    expect(await verb("skills.list", {})).toMatchObject({
      skills: [{ name: "advice", triggers: [] }],
    });
    expect(await verb("skills.show", { name: "advice" })).toMatchObject({
      plan: null,
      body: "# Body",
    });
  });
});

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
      const folder = await inHome("water", files);
      await inHome("fine", {
        "SKILL.md": skillText("fine"),
        "plan.yaml": PLAN.replace("water {plant}", "feed {plant}"),
      });
      const { planner, verb } = parts();
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
    const folder = await inHome("water", healthy("water"));
    for (let at = folder; at.startsWith(top); at = join(at, "..")) chmodSync(at, 0o755);
    const file = join(folder, "plan.yaml");
    chmodSync(file, 0o000);
    expect(unprivileged()).toBe(`usage|${file} cannot be read (EACCES)|chmod u+r "${file}"`);
    chmodSync(file, 0o644);
    chmodSync(folder, 0o700);
    if (process.getuid?.() === 0)
      expect(unprivileged()).toContain(`${join(folder, "SKILL.md")} cannot be read`);
  });
});

describe("skills add", () => {
  test("copies a checked folder into the home, once", async () => {
    const from = await write(join(library, "water"), { ...healthy("water"), "notes/a.txt": "a" });
    symlinkSync("notes/a.txt", join(from, "link.txt"));
    const { verb, planner } = parts(join(top, "none"));
    const path = join(tenantDir, "skills/water");
    expect(await verb("skills.add", { path: from })).toEqual({ name: "water", path });
    expect(await Bun.file(join(path, "link.txt")).text()).toBe("a");
    expect((await planner.propose(request("water it")))?.ground.name).toBe("water");
    expect(await verb("skills.add", { path: from })).toEqual({ name: "water", path });
    expect(readdirSync(join(tenantDir, "skills"))).toEqual(["water"]);
  });

  test("refuses what is broken, leads out, or is there already, and changes nothing", async () => {
    const { verb } = parts();
    const linked = await write(join(library, "water"), healthy("water"));
    symlinkSync("/etc/hostname", join(linked, "host.txt"));
    const other = await write(join(library, "sub/other"), healthy("other"));
    await inHome("other", { ...healthy("other"), "more.txt": "" });
    const cases: [string, string][] = [
      [linked, "host.txt is a link that leads out of the folder"],
      [other, "there is a skill called other already"],
      [await write(join(library, "bad"), healthy("water")), "its folder is called bad"],
      [join(library, "missing"), "there is no folder"],
      [join(linked, "SKILL.md"), "is a file"],
      ["water", "is not absolute"],
    ];
    for (const [path, words] of cases) {
      const error = await refusalOf(verb("skills.add", { path }));
      expect(["usage", "not_found"]).toContain(error.code);
      expect(error.message).toContain(words);
      expect(error.hint).toBeTruthy();
    }
    expect(readdirSync(join(tenantDir, "skills"))).toEqual(["other"]);
  });
});

test("skills show gives what is known of a skill, and did-you-mean for one that is not", async () => {
  await inHome("water", healthy("water"));
  const { verb } = parts();
  expect(await verb("skills.show", { name: "water" })).toMatchObject({
    name: "water",
    access: "write",
    source: "home",
    example: "Water the fern",
    slots: { plant: { type: "name" } },
    plan: { steps: [{ id: "water" }] },
  });
  const error = await refusalOf(verb("skills.show", { name: "watre" }));
  expect([error.code, error.message]).toEqual([
    "not_found",
    'there is no skill watre (did you mean "water"?)',
  ]);
});

/** What the planner says to a user whom permissions bind. */
function unprivileged(): string {
  const program = `
    const { createCatalog } = await import(${JSON.stringify(join(import.meta.dir, "catalog.ts"))});
    await import("yaml");
    if (process.getuid() === 0) { process.setgroups([]); process.setgid(65534); process.setuid(65534); }
    const found = await createCatalog({
      library: ${JSON.stringify(library)}, home: ${JSON.stringify(join(tenantDir, "skills"))},
    }).list();
    console.log("usage|" + found[0].problem?.message + "|" + found[0].problem?.hint);
  `;
  const cwd = join(import.meta.dir, "../..");
  const child = spawnSync(process.execPath, ["-e", program], { encoding: "utf8", cwd });
  return child.stdout.trim() || child.stderr;
}
