import { describe, expect, test } from "bun:test";
import { join } from "node:path";

import { kernelPids, PROGRAM, testHome } from "../socket/testing.ts";
import { READ, VAULT } from "./testing.ts";

describe("completion", () => {
  test("knows commands, options, choices, and the runs of a kernel that runs", async () => {
    await using home = testHome();
    const complete = async (...words: string[]) =>
      (await home.run(["complete", "--", ...words])).stdout
        .split("\n")
        .map((line) => line.split("\t")[0]);
    expect(await complete("sh")).toContain("show");
    expect(await complete("completion", "")).toEqual(
      expect.arrayContaining(["bash", "zsh", "fish"]),
    );
    expect(await complete("run", "--dry")).toContain("--dry-run");
    expect(await complete("models", "")).toEqual(expect.arrayContaining(["ls", "use"]));
    expect(await complete("runs", "")).toEqual(expect.arrayContaining(["ls", "rm"]));
    expect(kernelPids(home.home)).toEqual([]);
    const ended = await home.run([
      "run",
      "--plan",
      home.plan("read", READ),
      "--dir",
      VAULT,
      "--json=label",
    ]);
    const { label } = JSON.parse(ended.stdout).data as { label: string };
    expect(await complete("show", "")).toContain(label);
    expect(await complete("runs", "rm", label.slice(0, 2))).toContain(label);
  }, 30_000);

  const shells = ["bash", "zsh", "fish"];
  test.each(shells.filter((shell) => Bun.which(shell)))(
    "the script of %s is one",
    async (shell) => {
      await using home = testHome();
      const { stdout } = await home.run(["completion", shell]);
      const file = join(home.dir, "script");
      await Bun.write(file, stdout);
      const checked = Bun.spawnSync([shell, "-n", file]);
      expect({ code: checked.exitCode, said: checked.stderr.toString() }).toEqual({
        code: 0,
        said: "",
      });
    },
  );

  test("the script of bash works without the bash-completion package", async () => {
    await using home = testHome();
    const { stdout } = await home.run(["completion", "bash"]);
    await Bun.write(join(home.dir, "script"), stdout);
    const body = `
glassbox() { "${process.execPath}" "${PROGRAM}" "$@"; }
source ./script
COMP_WORDS=(glassbox sho); COMP_CWORD=1; COMP_LINE="glassbox sho"; COMP_POINT=\${#COMP_LINE}
__glassbox_complete glassbox sho glassbox
echo "\${COMPREPLY[@]}"`;
    const child = Bun.spawn(["bash", "--norc", "-c", body], {
      cwd: home.dir,
      env: home.env,
      stdout: "pipe",
      stderr: "pipe",
    });
    expect((await child.stdout.text()).trim()).toBe("show");
  });
});
