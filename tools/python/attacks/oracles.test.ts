import { afterAll, expect, test } from "bun:test";
import { attack } from "./attack.ts";
import { judge } from "./judge.ts";
import { openWorld } from "./world.ts";
import type { Outcome } from "../types.ts";

const world = await openWorld();
afterAll(() => world.close());

/** What a program does that has no wall around it at all. */
async function unconfined(code: string): Promise<string> {
  const child = Bun.spawn([process.execPath, "-e", code], {
    env: { PATH: process.env["PATH"] ?? "", ...world.environment },
    stdout: "pipe",
    stderr: "ignore",
  });
  const text = await new Response(child.stdout).text();
  await child.exited;
  return text;
}

const { aim } = world;

test("nothing is seen where nothing happened", async () => {
  const text = await unconfined(`console.log("harmless")`);

  expect(world.secretsIn(text)).toEqual([]);
  expect(await world.look()).toEqual([]);
});

test.each([
  ["environment told", `console.log(process.env["${aim.env}"])`],
  ["file told", `console.log(await Bun.file("${aim.secret}").text())`],
  ["network told", `console.log(await (await fetch("http://127.0.0.1:${aim.port}/")).text())`],
])("%s: a secret in the output is noticed", async (name, code) => {
  const text = await unconfined(code);

  expect(world.secretsIn(text)).toEqual([name]);
  await world.look();
});

test.each([
  ["files changed", `await Bun.write("${aim.owned}", "x")`],
  ["files changed", `require("fs").appendFileSync("${aim.secret}", "x")`],
  ["files changed", `require("fs").chmodSync("${aim.secret}", 0o644)`],
  [
    "tcp reached",
    `(await Bun.connect({hostname: "127.0.0.1", port: ${aim.port}, socket: {data() {}}})).end()`,
  ],
  ["unix reached", `(await Bun.connect({unix: "${aim.unix}", socket: {data() {}}})).end()`],
  [
    "udp reached",
    `const s = await Bun.udpSocket({}); s.send("x", ${aim.udp}, "127.0.0.1"); await Bun.sleep(50); s.close()`,
  ],
  ["process started", `Bun.spawn(["sh", "-c", "${aim.marked}"]).unref(); await Bun.sleep(50)`],
  ["parent signalled", `process.kill(${aim.parent}, "SIGUSR2")`],
])("%s: a deed outside is noticed, once", async (name, code) => {
  await unconfined(code);

  expect(await world.look()).toContain(name);
  expect(await world.look()).toEqual([]);
});

test.each(["SIGKILL", "SIGSTOP"])(
  "a process that got %s is noticed and replaced",
  async (signal) => {
    const before = world.aim.victim;
    await unconfined(`process.kill(${before}, "${signal}")`);

    expect(await world.look()).toEqual(["process killed"]);
    expect(world.aim.victim).not.toBe(before);
  },
);

test("a polluted parent is noticed", async () => {
  Reflect.set(Object.prototype, "polluted", true);
  const seen = await world.look();
  Reflect.deleteProperty(Object.prototype, "polluted");

  expect(seen).toEqual(["parent polluted"]);
});

const outcome: Outcome = {
  ok: false,
  value: null,
  error: null,
  limit: null,
  violations: [],
  stdout: "",
  stderr: "",
  isCut: false,
  files: [],
  usage: { fuel: 0, wallMs: 0, peakMemoryBytes: 0, calls: 0 },
  digest: "",
  isAlive: true,
};
const created = (path: string) => ({
  path,
  change: "created" as const,
  before: null,
  sha256: "0".repeat(64),
  bytes: new Uint8Array(0),
});
const call = { index: 0, tool: "a__b", args: {} };

test.each<[string, Partial<Outcome>, (typeof call)[]]>([
  ["path ../x", { files: [created("../x")] }, []],
  ["path /x", { files: [created("/x")] }, []],
  ["path a\\b", { files: [created("a\\b")] }, []],
  ["path twice", { files: [created("x"), created("x")] }, []],
  ["tool called", {}, [call]],
  ["ends by broken", { isAlive: false }, []],
  ["ends by fuel", { limit: "fuel" }, []],
])("%s: an answer that no run may give is an escape", (name, parts, calls) => {
  const given = attack("test", "exhaustion", "1", { endings: ["end"] });
  const trace = {
    text: "",
    outcome: { ...outcome, ...parts },
    stray: "",
    calls,
    isOk: false,
    isStuck: false,
  };

  expect(judge(given, trace).escapes).toEqual([name]);
});

test.each<[string, Partial<Outcome>, string]>([
  ["outcome forged", { value: { repr: "@forged@" } }, ""],
  ["outcome forged", { ok: true }, ""],
  ["frames forged", { violations: ["protocol"] }, ""],
  ["JavaScript reached", {}, "@touched@"],
])("%s: what was reached inside is told", (name, parts, text) => {
  const given = attack("test", "realm", `raise SystemError("the end that is true")`);
  const trace = {
    text,
    outcome: { ...outcome, ...parts },
    stray: "",
    calls: [],
    isOk: false,
    isStuck: false,
  };

  expect(judge(given, trace).inside).toEqual([name]);
});
