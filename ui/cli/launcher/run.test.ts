import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findNode, packageFixture, runProgram } from "./package-fixture.ts";

const node = findNode();

/** Says "ready", counts interrupts, and ends at SIGTERM with 40 + their number. */
const counter = `
let count = 0;
process.on("SIGINT", () => { count += 1; console.log("interrupt " + count); });
process.on("SIGTERM", () => process.exit(40 + count));
console.log("ready");
setInterval(() => {}, 1000);
`;

async function waitFor(child: { stdout: ReadableStream<Uint8Array> }, words: readonly string[]) {
  const reader = child.stdout.getReader();
  const decoder = new TextDecoder();
  let seen = "";
  for (const word of words) {
    while (!seen.includes(word)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`ended before it said "${word}": ${seen}`);
      seen += decoder.decode(value, { stream: true });
    }
  }
  reader.releaseLock();
}

describe.skipIf(node === undefined)("under Node (skipped where there is none)", () => {
  const runtime = node ?? "";

  test("signals that are sent to the launcher reach the program", async () => {
    using fixture = packageFixture(counter);
    const child = Bun.spawn([runtime, fixture.start], {
      env: { PATH: fixture.path, HOME: fixture.home },
      stdout: "pipe",
    });
    await waitFor(child, ["ready"]);
    child.kill("SIGINT");
    await waitFor(child, ["interrupt 1"]);
    child.kill("SIGTERM");
    expect(await child.exited).toBe(41);
  });

  test("Ctrl-C at a terminal reaches the program once", async () => {
    using fixture = packageFixture(counter);
    let seen = "";
    let noticed = () => {};
    const child = Bun.spawn([runtime, fixture.start], {
      env: { PATH: fixture.path, HOME: fixture.home },
      terminal: {
        data: (_terminal, bytes) => {
          seen += new TextDecoder().decode(bytes);
          noticed();
        },
      },
    });
    const until = async (word: string) => {
      while (!seen.includes(word)) {
        await new Promise<void>((resolve) => (noticed = resolve));
      }
    };
    await until("ready");
    child.terminal?.write("\u0003");
    await until("interrupt 1");
    child.terminal?.write("\u0003");
    await until("interrupt 2");
    child.kill("SIGTERM");
    expect(await child.exited).toBe(42);
  });

  const speaker = `
import { writeSync } from "node:fs";
const descriptor = Number(process.argv[2]?.split("=").at(-1));
writeSync(descriptor, "event\\n");
`;

  test("descriptor 3 and the one named by --events-fd are the caller's", async () => {
    using fixture = packageFixture(speaker);
    const env = { PATH: fixture.path, HOME: fixture.home };
    const file = join(fixture.home, "events");
    const start = `"${runtime}" "${fixture.start}"`;
    for (const command of [
      `${start} 3 3>"${file}"`,
      `${start} --events-fd=7 7>"${file}"`,
      `{ ${start} 3 3>&1 >&2 | cat >"${file}"; }`,
    ]) {
      const ended = await runProgram(["/bin/sh", "-c", command], { env });
      expect(ended.stderr).toBe("");
      expect(readFileSync(file, "utf8")).toBe("event\n");
      await Bun.write(file, "");
    }
  });

  test("a descriptor that the caller did not open is not made up", async () => {
    using fixture = packageFixture(`
import { readlinkSync } from "node:fs";
for (const descriptor of [3, 4, 5, 6, 7]) {
  try {
    const target = readlinkSync("/proc/self/fd/" + descriptor);
    if (/^(\\/dev\\/null|pipe:|socket:)/.test(target)) console.log(descriptor);
  } catch {}
}
`);
    const env = { PATH: fixture.path, HOME: fixture.home };
    const bare = await runProgram([process.execPath, join(fixture.root, "main.ts")], { env });
    const launched = await runProgram([runtime, fixture.start], { env });
    expect(launched).toMatchObject({ exitCode: 0, stdout: bare.stdout, stderr: "" });
  });
});
