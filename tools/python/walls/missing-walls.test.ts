import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { prepareWalls } from "./index.ts";
import { landlockVersion } from "./landlock.ts";
import { ENOSYS, EPERM } from "./linux.ts";
import { type Field, makeField, NOTHING, refusalIn, states } from "./testing/field.ts";

let field: Field;
beforeAll(async () => {
  field = await makeField();
});
afterAll(() => field.close());

describe.skipIf(process.platform !== "linux")("a machine that lacks a wall", () => {
  test("without seccomp nothing starts, and the sentence says what to do", async () => {
    const without = { calls: ["seccomp" as const], errno: ENOSYS };
    const { said, code } = await field.captive({ walls: "required", then: "nothing", without });
    expect(code).toBe(1);
    expect(refusalIn(said)).toMatch(
      /missing: seccomp \(this kernel has no seccomp filters\)\. To mend it: use a kernel .+ python\.allowWeak/,
    );
  }, 30_000);

  test("where it is allowed to be weak, it starts and says what is missing", async () => {
    const without = { calls: ["seccomp" as const], errno: EPERM };
    const { said } = await field.captive({ walls: "if-present", then: "nothing", without });
    expect(states(said)).toMatchObject({ process: "up", rlimits: "up", seccomp: "missing" });
    expect(JSON.stringify(said[0])).toContain("seccomp filters are not allowed here");
  }, 30_000);

  test("without Landlock it starts, since seccomp holds the same", async () => {
    const without = { calls: ["landlock_create_ruleset" as const], errno: ENOSYS };
    const { said, code } = await field.captive({
      walls: "required",
      then: "escape",
      targets: field.targets,
      without,
    });
    expect(code).toBe(0);
    expect(states(said)).toMatchObject({ landlock: "missing", seccomp: "up" });
    expect(said.slice(1)).toEqual(["up"]);
    expect(await field.seenOutside()).toEqual(NOTHING);
  }, 30_000);

  test.skipIf(versionHere() === 0)(
    "a Landlock that is there and cannot be raised is a fault",
    async () => {
      const without = { calls: ["landlock_restrict_self" as const], errno: EPERM };
      const { said, code } = await field.captive({ walls: "required", then: "nothing", without });
      expect(code).toBe(1);
      expect(refusalIn(said)).toContain("landlock (the kernel refused to raise it");
    },
    30_000,
  );

  test("limits that cannot be set are a fault", async () => {
    const without = { calls: ["prlimit64" as const], errno: EPERM };
    const { said } = await field.captive({ walls: "required", then: "nothing", without });
    expect(refusalIn(said)).toContain("rlimits (the limit core could not be set");
  }, 30_000);

  test("a process that cannot be made to end with its parent is refused", async () => {
    const without = { calls: ["prctl" as const], errno: EPERM };
    const { said } = await field.captive({ walls: "required", then: "nothing", without });
    expect(refusalIn(said)).toContain("process (it would outlive its parent)");
  }, 30_000);
});

function versionHere(): number {
  const prepared = prepareWalls();
  return prepared.system === "linux" ? landlockVersion(prepared.linux) : 0;
}
