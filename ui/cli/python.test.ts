import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import {
  makeWheel,
  type MadeWheel,
  wheelFileName,
} from "../../tools/python/wheels/testing-archive.ts";
import { testHome } from "../socket/testing.ts";

setDefaultTimeout(60_000);

const GREETING: MadeWheel = { name: "greeting", version: "1.2.0", requires: ["words>=1"] };
const WORDS: MadeWheel = { name: "words", version: "1.0.0" };

function wheelsIn(folder: string, wheels: readonly MadeWheel[]): string {
  mkdirSync(folder, { recursive: true });
  for (const wheel of wheels) writeFileSync(join(folder, wheelFileName(wheel)), makeWheel(wheel));
  return folder;
}

describe("glassbox python", () => {
  test("adds packages with what they need, lists them and takes them out again", async () => {
    await using home = testHome();
    const from = wheelsIn(join(home.dir, "wheels"), [GREETING, WORDS]);
    expect((await home.run(["python", "ls"])).stdout).toContain("no packages yet");

    const added = await home.run(["python", "add", "greeting", "--from", from, "--json"]);
    expect(JSON.parse(added.stdout)).toMatchObject({
      ok: true,
      data: { added: [{ name: "words" }, { name: "greeting", version: "1.2.0" }], present: [] },
    });
    const listed = (await home.run(["python", "ls"])).stdout.split("\n");
    expect(listed[1]).toMatch(/greeting +1\.2\.0/);
    expect(listed[2]).toMatch(/words +1\.0\.0 .*came along/);

    const again = await home.run(["python", "add", "greeting", "--from", from]);
    expect(again.stdout).toContain("there already: greeting");
    const removed = await home.run(["python", "rm", "greeting"]);
    expect(removed.stdout).toContain("greeting");
    expect((await home.run(["python", "ls"])).stdout).toContain("no packages yet");
  });

  test("says what is wrong with a name, a folder and an image, and exits 2", async () => {
    await using home = testHome();
    const from = wheelsIn(join(home.dir, "wheels"), [WORDS]);
    const wrong: [string[], string][] = [
      [["add", "not a name!", "--from", from], "not a name!"],
      [["add", "nothing", "--from", from], "nothing"],
      [["add", "words", "--from", join(home.dir, "nowhere")], "nowhere"],
      [["add", "words", "--from", from, "--image", "Not Good"], "image"],
      [["rm", "words"], "image"],
    ];
    for (const [args, word] of wrong) {
      const { exitCode, stderr } = await home.run(["python", ...args]);
      expect([args, exitCode]).toEqual([args, 2]);
      expect(stderr).toContain(word);
    }
  });
});
