import { afterEach, describe, expect, test } from "bun:test";
import { transportConformance } from "../conformance.ts";
import { testHub } from "../testing.ts";
import type { TestHub } from "../testing.ts";
import type { WorkerSpec } from "../spec.ts";

const conforming: WorkerSpec = {
  name: "fixture",
  transport: "worker",
  rooted: true,
  trusted: true,
  module: `${import.meta.dir}/fixture-server.ts`,
  options: {},
};
const hostile: WorkerSpec = {
  ...conforming,
  rooted: false,
  module: `${import.meta.dir}/fixture-hostile.ts`,
};

transportConformance("in a thread", conforming);

let hub: TestHub | undefined;
afterEach(() => hub?.close());

function open(spec: WorkerSpec = hostile, startTimeoutMs = 30_000): TestHub {
  hub = testHub([spec], { pingTimeoutMs: 200, startTimeoutMs });
  return hub;
}

describe("a server in a thread", () => {
  test("that hangs is ended, and its next use starts it again", async () => {
    const opened = open();
    await opened.list("/tmp");
    const signal = AbortSignal.timeout(100);
    expect(await opened.ask("hang", {}, { signal })).toMatchObject({ ok: false, code: "deadline" });
    expect(await opened.ask("fine")).toMatchObject({ ok: true });
    const failed = opened.events.find(({ type }) => type === "server.failed");
    expect(failed?.detail).toMatchObject({
      reason: expect.stringContaining("did not answer a ping"),
    });
  });

  test("that takes more memory than there can be loses that call alone", async () => {
    const opened = open();
    expect(await opened.ask("memory")).toMatchObject({ ok: false });
    expect(await opened.ask("fine")).toMatchObject({ ok: true });
  });

  for (const [tool, words] of [
    ["throw", "the disk is on fire"],
    ["reject", "nobody waits for this"],
    ["exit", "ended with exit code 3"],
  ] as const) {
    test(`that ends by ${tool} says why, and starts again`, async () => {
      const opened = open();
      expect(await opened.ask(tool)).toMatchObject({
        ok: false,
        code: "server_gone",
        view: { text: expect.stringContaining(words) },
      });
      expect(await opened.ask("fine")).toMatchObject({ ok: true });
    });
  }

  test("does not start from a module that is none, and says which", async () => {
    const opened = open({ ...hostile, module: `${import.meta.dir}/messages.ts` });
    expect(await opened.list("/tmp")).toEqual([]);
    expect(opened.status()[0]?.reason).toContain("messages.ts exports no createServer");
  });

  test("whose module never comes to an end is given up", async () => {
    const opened = open({ ...hostile, options: { hangs: true } }, 300);
    expect(await opened.ask("fine")).toMatchObject({ ok: false, code: "server_unavailable" });
    expect(opened.status()[0]?.reason).toContain("did not answer within 300 ms");
  });

  test("does not print into the output of the program", async () => {
    const script = `
      import { testHub } from ${JSON.stringify(`${import.meta.dir}/../testing.ts`)};
      const hub = testHub([${JSON.stringify(hostile)}]);
      const { ok } = await hub.ask("print");
      await hub.close();
      process.stdout.write(String(ok));`;
    const { stdout, stderr } = await Bun.$`${process.execPath} -e ${script}`.quiet();
    expect(stdout.toString()).toBe("true");
    expect(stderr.toString()).toContain("a word for people");
  });
});
