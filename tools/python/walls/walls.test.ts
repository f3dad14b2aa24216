import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { open } from "node:fs/promises";

import { isNeeded, lookAtWalls, prepareWalls } from "./index.ts";
import { landlockVersion } from "./landlock.ts";
import type { Orders } from "./testing/captive.ts";
import { type Field, makeField, NOTHING, refusalIn, states } from "./testing/field.ts";

const EVERY_WAY = ["read", "thread", "write", "spawn", "signal", "tcp", "unix"];

let field: Field;
beforeAll(async () => {
  field = await makeField();
});
afterAll(() => field.close());

describe.skipIf(process.platform !== "linux")("on Linux", () => {
  const version = process.platform === "linux" ? versionHere() : 0;

  test("all walls stand, and nothing gets out", async () => {
    const { said, code } = await field.captive({
      walls: "required",
      then: "escape",
      targets: field.targets,
    });
    expect(code).toBe(0);
    expect(states(said)).toEqual({
      process: "up",
      rlimits: "up",
      landlock: version > 0 ? "up" : "missing",
      seccomp: "up",
    });
    expect(said.slice(1)).toEqual(["up"]);
    expect(await field.seenOutside()).toEqual(NOTHING);
  }, 30_000);

  test("they stand without being root, too", async () => {
    const orders: Orders = {
      walls: "required",
      then: "escape",
      targets: field.targets,
      asNobody: true,
    };
    const { said } = await field.captive(orders);
    expect(states(said)).toMatchObject({ process: "up", rlimits: "up", seccomp: "up" });
    expect(said.slice(1)).toEqual(["up"]);
    expect(await field.seenOutside()).toEqual(NOTHING);
  }, 30_000);

  test("seccomp alone lets nothing out", async () => {
    const { said } = await field.captive({
      walls: "seccomp",
      then: "escape",
      targets: field.targets,
    });
    expect(said).toEqual(["up"]);
    expect(await field.seenOutside()).toEqual(NOTHING);
  }, 30_000);

  test.skipIf(version < 6)(
    "Landlock alone holds files, programs, signals and TCP",
    async () => {
      const { said } = await field.captive({
        walls: "landlock",
        then: "escape",
        targets: field.targets,
      });
      expect(said.filter((way) => way !== "unix" && way !== "thread")).toEqual(["up"]);
      const { marker, signals: received } = await field.seenOutside();
      expect([marker, received]).toEqual([false, 0]);
    },
    30_000,
  );

  test("without walls every way leads out: the listeners can hear", async () => {
    const { said } = await field.captive({ walls: "none", then: "escape", targets: field.targets });
    expect(said).toEqual(["up", ...EVERY_WAY]);
    const seen = await field.seenOutside();
    expect(seen.marker).toBe(true);
    expect(seen.heard).toEqual(["it got out", "it got out"]);
    expect(seen.signals).toBeGreaterThan(0);
  }, 30_000);

  test("the self-test sees each hole when there is no wall", async () => {
    const { said } = await field.captive({ walls: "none", then: "self-test" });
    expect(said[1]).toEqual([
      "open a file",
      "make a file",
      "make a unix socket",
      "make an internet socket",
      "connect to a unix socket",
      "connect to an address",
      "run a program",
      "start a process",
      "signal its parent",
      "trace another process",
      "outlive its parent",
      "raise its limits",
    ]);
  }, 30_000);

  test("compilers, collector, memory, zstd, timers and new threads go on behind them", async () => {
    const behind = await field.captive({ walls: "required", then: "work" });
    const before = await field.captive({ walls: "none", then: "work" });
    expect(behind.said[2]).toBeDefined();
    expect(behind.said[2]).toEqual(before.said[1]);
  }, 60_000);

  test.skipIf(process.arch !== "x64")(
    "a number of the second set ends the process",
    async () => {
      const held = await field.captive({ walls: "required", then: "x32" });
      expect(held.signal).toBe("SIGSYS");
      const open = await field.captive({ walls: "none", then: "x32" });
      expect(open.code).toBe(0);
    },
    30_000,
  );

  test("memory does not grow past its bound", async () => {
    const held = await field.captive({ walls: "required", then: "grow" });
    expect(held.said[2]).toBe("memory ran out");
    const open = await field.captive({ walls: "none", then: "grow" });
    expect(open.said[1]).toBe("grow");
  }, 30_000);

  test("a descriptor that was left open to it is closed", async () => {
    const secret = await open(field.targets.secret);
    const held = await field.captive({ walls: "required", then: "read 3" }, { extra: secret.fd });
    expect(held.said[2]).toBe("closed");
    const free = await field.captive({ walls: "none", then: "read 3" }, { extra: secret.fd });
    expect(free.said[1]).toBe("read");
    await secret.close();
  }, 30_000);

  test("another process of the same user cannot look into it", async () => {
    const held = await field.parentOf({ walls: "required", then: "spin", asNobody: true }, "up");
    expect((await lookInto(held.pid)).said).toEqual(["up", "shut"]);
    await held.kill();
    const free = await field.parentOf({ walls: "none", then: "spin", asNobody: true }, "up");
    expect((await lookInto(free.pid)).said).toEqual(["up", "looked"]);
    await free.kill();
    process.kill(free.pid, "SIGKILL");
  }, 60_000);

  test("it keeps no privilege, also as root", async () => {
    const held = await field.parentOf({ walls: "required", then: "spin" }, "up");
    expect(await privilegesOf(held.pid)).toBe(0n);
    await held.kill();
  }, 60_000);

  test("a process with an environment, or with files around it, is refused", async () => {
    const told = await field.captive(
      { walls: "required", then: "nothing" },
      { env: { TOKEN: "x" } },
    );
    expect(told.code).toBe(1);
    expect(refusalIn(told.said)).toContain("process (its environment is not empty (TOKEN))");
    const amidst = await field.captive(
      { walls: "required", then: "nothing" },
      { cwd: field.folder },
    );
    expect(refusalIn(amidst.said)).toContain("its working folder is not empty");
  }, 30_000);
});

test("a look says how each wall stands on this machine", async () => {
  const walls = await lookAtWalls();
  const names = walls.map(({ name }) => name);
  expect(names).toEqual(
    process.platform === "darwin"
      ? ["process", "rlimits", "seatbelt"]
      : ["process", "rlimits", "landlock", "seccomp"],
  );
  expect(walls.filter(isNeeded)).toEqual([]);
}, 30_000);

function lookInto(pid: number) {
  return field.captive({ walls: "none", then: "look into", pid, asNobody: true });
}

async function privilegesOf(pid: number): Promise<bigint> {
  const status = await Bun.file(`/proc/${pid}/status`).text();
  return BigInt(`0x${/^CapEff:\s+(\w+)$/m.exec(status)?.[1]}`);
}

function versionHere(): number {
  const prepared = prepareWalls();
  return prepared.system === "linux" ? landlockVersion(prepared.linux) : 0;
}
