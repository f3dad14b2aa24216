import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { echo, findNode, packageFixture, runProgram } from "./launcher/package-fixture.ts";

const node = findNode();
const runtimes: [name: string, program: string][] = [["Bun", process.execPath]];
if (node !== undefined) runtimes.push(["Node", node]);

if (node === undefined) test.skip("the launcher under Node: there is no Node here", () => {});

describe.each(runtimes)("under %s", (_name, runtime) => {
  test("arguments, standard input, output and the exit code pass through", async () => {
    using fixture = packageFixture(`
export async function main(args: string[]) {
  console.log(JSON.stringify(args), await Bun.stdin.text());
  console.error("progress");
  return 7;
}
if (import.meta.main) process.exit(await main(process.argv.slice(2)));
`);
    const args = ["run", "two words", "--flag=*", ""];
    const ended = await runProgram([runtime, fixture.start, ...args], {
      env: { PATH: fixture.path, HOME: fixture.home },
      stdin: "typed",
    });
    expect(ended).toMatchObject({
      exitCode: 7,
      stdout: `${JSON.stringify(args)} typed\n`,
      stderr: "progress\n",
    });
  });

  test("death by signal n is exit code 128 + n", async () => {
    using fixture = packageFixture("process.kill(process.pid, 'SIGKILL');");
    fixture.write("die.ts", "process.kill(process.pid, 'SIGTERM');");
    const ended = await runProgram([runtime, fixture.start, "--bun", "die.ts"], {
      env: { PATH: fixture.path, HOME: fixture.home },
    });
    expect(ended.exitCode).toBe(128 + 15);
  });

  test("--bun runs another script of the package, and only one of the package", async () => {
    using fixture = packageFixture(echo);
    fixture.write(".ci/other.ts", "console.log(import.meta.main, process.argv.slice(2).join());");
    const env = { PATH: fixture.path, HOME: fixture.home };
    const start = (...args: string[]) => runProgram([runtime, fixture.start, ...args], { env });
    expect(await start("--bun", ".ci/other.ts", "a", "--b")).toMatchObject({
      exitCode: 0,
      stdout: "true a,--b\n",
    });
    for (const wrong of [["--bun"], ["--bun", "missing.ts"], ["--bun", "../outside.ts"]]) {
      const ended = await start(...wrong);
      expect(ended.exitCode).toBe(2);
      expect(ended.stderr).toMatch(/^glassbox: --bun.*script.*\n$/);
    }
  });

  const unsupported = [
    ["win32", "x64", /on Windows install WSL/],
    ["linux", "arm", /this program is arm: install a 64-bit system/],
    ["freebsd", "x64", /this is freebsd/],
  ] as const;
  test.each(unsupported)("%s on %s gets one sentence and exit 2", async (platform, arch, words) => {
    using fixture = packageFixture(echo);
    const elsewhere = fixture.write(
      "elsewhere.cjs",
      `Object.defineProperty(process, "platform", { value: "${platform}" });
       Object.defineProperty(process, "arch", { value: "${arch}" });`,
    );
    const ended = await runProgram([runtime, "--require", elsewhere, fixture.start], {
      env: { PATH: fixture.path, HOME: fixture.home },
    });
    expect(ended.exitCode).toBe(2);
    expect(ended.stdout).toBe("");
    expect(ended.stderr).toMatch(words);
    expect(ended.stderr.trim().split("\n")).toHaveLength(1);
  });
});

test("in the right Bun the program runs in the same process", async () => {
  using fixture = packageFixture(echo);
  const ended = await runProgram([process.execPath, fixture.start, "a"], {
    env: { PATH: "/nowhere", HOME: fixture.home },
  });
  expect(JSON.parse(ended.stdout)).toMatchObject({ args: ["a"], pid: ended.pid });
});

test("the npm scripts of this package go through the launcher, so Node or Bun alone is enough", () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dir, "../../package.json"), "utf8"));
  expect(manifest.bin).toEqual({ glassbox: "ui/cli/glassbox.mjs" });
  for (const name of ["demo", "test", "check"]) {
    expect(manifest.scripts[name], name).toStartWith("node ui/cli/glassbox.mjs ");
  }
});
