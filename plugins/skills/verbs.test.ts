import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { healthy, refusalOf, request, temporaryHome, write } from "./testing.ts";

let home: ReturnType<typeof temporaryHome>;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => home.remove());

describe("skills add", () => {
  test("copies a checked folder into the home, once", async () => {
    const from = await write(join(home.library, "water"), {
      ...healthy("water"),
      "notes/a.txt": "a",
    });
    symlinkSync("notes/a.txt", join(from, "link.txt"));
    const { verb, planner } = home.parts(join(home.top, "none"));
    const path = join(home.tenantDir, "skills/water");
    expect(await verb("skills.add", { path: from })).toEqual({ name: "water", path });
    expect(await Bun.file(join(path, "link.txt")).text()).toBe("a");
    expect((await planner.propose(request("water it")))?.ground.name).toBe("water");
    expect(await verb("skills.add", { path: from })).toEqual({ name: "water", path });
    expect(readdirSync(join(home.tenantDir, "skills"))).toEqual(["water"]);
  });

  test("refuses what is broken, leads out, or is there already, and changes nothing", async () => {
    const { verb } = home.parts();
    const linked = await write(join(home.library, "water"), healthy("water"));
    symlinkSync("/etc/hostname", join(linked, "host.txt"));
    const other = await write(join(home.library, "sub/other"), healthy("other"));
    await home.inHome("other", { ...healthy("other"), "more.txt": "" });
    const cases: [string, string][] = [
      [linked, "host.txt is a link that leads out of the folder"],
      [other, "there is a skill called other already"],
      [await write(join(home.library, "bad"), healthy("water")), "its folder is called bad"],
      [join(home.library, "missing"), "there is no folder"],
      [join(linked, "SKILL.md"), "is a file"],
      ["water", "is not absolute"],
    ];
    for (const [path, words] of cases) {
      const error = await refusalOf(verb("skills.add", { path }));
      expect(["usage", "not_found"]).toContain(error.code);
      expect(error.message).toContain(words);
      expect(error.hint).toBeTruthy();
    }
    expect(readdirSync(join(home.tenantDir, "skills"))).toEqual(["other"]);
  });
});

test("the example of docs/skills.md is a skill", async () => {
  const guide = await Bun.file(join(import.meta.dir, "../../docs/skills.md")).text();
  const block = (language: string) =>
    new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(guide)![1]!;
  await home.inHome("water-plants", { "SKILL.md": block("markdown"), "plan.yaml": block("yaml") });
  const { planner, verb } = home.parts();
  expect(await verb("skills.show", { name: "water-plants" })).toMatchObject({
    example: "Water the fern",
  });
  const proposal = await planner.propose(request("Water the fern on 20.11.2026"));
  expect(proposal?.plan["answer"]).toBe("Watered fern on 2026-11-20: ${note.path}");
});

test("skills show gives what is known of a skill, and did-you-mean for one that is not", async () => {
  await home.inHome("water", healthy("water"));
  const { verb } = home.parts();
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
