import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { npmRegistry } from "./npm-registry-fixture.ts";
import { echo, findNode, packageFixture, runProgram } from "./package-fixture.ts";

const node = findNode();
const npm = Bun.which("npm");
const real = process.execPath;
const pinned = "1.4.5";

describe.skipIf(node === undefined)("under Node (skipped where there is none)", () => {
  const runtime = node ?? "";

  test("a Bun on PATH is used; one that is too old or does not start is passed over", async () => {
    using fixture = packageFixture(echo);
    const old = fixture.programs({ bun: fixture.write("old", "#!/bin/sh\necho 1.0.36\n") });
    const broken = fixture.programs({ bun: fixture.write("broken", "#!/bin/sh\nexit 1\n") });
    const good = fixture.programs({ bun: real });
    const ended = await runProgram([runtime, fixture.start, "a"], {
      env: { PATH: ["/nowhere", old, broken, good].join(":"), HOME: fixture.home },
    });
    expect(JSON.parse(ended.stdout)).toMatchObject({ args: ["a"], bun: real });
    expect(ended.stderr).toBe("");
  });

  const versions = [
    ["used", ["1.4.5", "1.4.10", "1.10.0", "2.0.0", "1.4.6-canary.1"]],
    ["passed over", ["1.4.4", "1.3.99", "0.9.9", "1.4.5-canary.1", "1.4", "bun"]],
  ] as const;
  test.each(versions)("these versions are %s: %p", async (outcome, answers) => {
    using fixture = packageFixture(echo);
    const good = fixture.programs({ bun: real });
    for (const answer of answers) {
      const script = `#!/bin/sh\n[ "$1" = --version ] && echo "${answer}" || echo used\n`;
      const other = fixture.programs({ bun: fixture.write("other", script) });
      const ended = await runProgram([runtime, fixture.start], {
        env: { PATH: `${other}:${good}`, HOME: fixture.home },
      });
      expect(ended.stdout === "used\n", answer).toBe(outcome === "used");
      expect(ended.exitCode).toBe(0);
    }
  });

  test("the Bun beside the package, then the one that was kept, is used without a network", async () => {
    using fixture = packageFixture(echo);
    const env = { PATH: fixture.programs({}), HOME: fixture.home };
    const kept = join(fixture.home, ".cache/glassbox", `bun-${pinned}`);
    mkdirSync(kept, { recursive: true });
    symlinkSync(real, join(kept, "bun"));
    const first = await runProgram([runtime, fixture.start], { env });
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });

    const beside = fixture.write("node_modules/bun/bin/bun.exe", "placeholder");
    const second = await runProgram([runtime, fixture.start], { env });
    expect(second, "a placeholder that npm left is passed over").toMatchObject({ exitCode: 0 });

    const marked = fixture.write(
      "marked",
      `#!/bin/sh\nexport GLASSBOX_MARK=1\nexec "${real}" "$@"\n`,
    );
    await Bun.write(beside, await Bun.file(marked).text());
    fixture.write("main.ts", "console.log(process.env.GLASSBOX_MARK);");
    const third = await runProgram([runtime, fixture.start], { env });
    expect(third).toMatchObject({ exitCode: 0, stdout: "1\n" });
  });

  test("without npm the sentence says so", async () => {
    using fixture = packageFixture(echo);
    const ended = await runProgram([runtime, fixture.start], {
      env: { PATH: fixture.programs({}), HOME: fixture.home },
    });
    expect(ended.exitCode).toBe(75);
    expect(ended.stderr).toContain("npm is not on PATH");
    expect(ended.stderr).toContain("https://bun.com");
  });
});

describe.skipIf(node === undefined || npm === null)(
  "with npm (skipped where it is missing)",
  () => {
    const path = (fixture: ReturnType<typeof packageFixture>) =>
      `${fixture.programs({ node: node ?? "", npm: npm ?? "", sh: "/bin/sh" })}`;

    test("npm gets the pinned Bun once, also when two start at once in an empty home", async () => {
      using fixture = packageFixture(echo);
      await using registry = await npmRegistry(pinned, real);
      const env = { PATH: path(fixture), HOME: fixture.home, npm_config_registry: registry.url };
      const start = (name: string) => runProgram([node ?? "", fixture.start, name], { env });

      const both = await Promise.all([start("a"), start("b")]);
      expect(both.map((ended) => JSON.parse(ended.stdout).args)).toEqual([["a"], ["b"]]);
      expect(both.map((ended) => ended.stderr).join("")).toBe(
        `glassbox: getting Bun ${pinned} with npm, once, into ${fixture.home}/.cache/glassbox/bun-${pinned}\n`,
      );
      expect(registry.downloads()).toBe(1);
      expect(readdirSync(join(fixture.home, ".cache/glassbox"))).toEqual([`bun-${pinned}`]);

      const cache = join(fixture.home, "elsewhere");
      const later = await runProgram([node ?? "", fixture.start, "c"], {
        env: { ...env, XDG_CACHE_HOME: cache },
      });
      expect(JSON.parse(later.stdout).args).toEqual(["c"]);
      expect(existsSync(join(cache, "glassbox", `bun-${pinned}`, "bun"))).toBe(true);
    });

    test("without a network the sentence names the mend, and nothing is left behind", async () => {
      using fixture = packageFixture(echo);
      const ended = await runProgram([node ?? "", fixture.start], {
        env: { PATH: path(fixture), HOME: fixture.home, npm_config_registry: "http://127.0.0.1:1" },
      });
      expect(ended.exitCode).toBe(75);
      expect(ended.stderr.trim().split("\n").at(-1)).toMatch(
        /^glassbox: Bun 1\.4\.5 is not on this machine and npm could not get it \(.*ECONNREFUSED.*\)\. Connect to the network and try again, or install Bun: https:\/\/bun\.com$/,
      );
      expect(readdirSync(join(fixture.home, ".cache/glassbox"))).toEqual([]);
    });
  },
);
