import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { writeOverdueRun } from "../../bench/replay/overdue-run.ts";
import { type House, openHouse } from "../../bench/support/kernel.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { checkProofFile } from "./check-proof-file.ts";
import { checkEventProof, type EventProof } from "./event-proof.ts";
import { parseNote } from "./note.ts";

// Other programs check the proofs, on a machine that may be busy.
setDefaultTimeout(60_000);

const CHECKER = join(import.meta.dir, "../../examples/proof/check.py");
const python = Bun.which("python3");
const folder = temporaryFolder();
let house: House;
let key: string;
const prove = (run: string) =>
  house.call<JsonObject & EventProof>("event.prove", { run }) as Promise<EventProof>;

beforeAll(async () => {
  house = await openHouse({ isBare: true });
  await writeOverdueRun(house.kernel.ledger, "proven", 8);
  ({ key } = await house.call<{ key: string }>("ledger.verify", {}));
});
afterAll(() => house[Symbol.asyncDispose]());

/** Every way to lie that keeps the form of a proof. */
const lies: Record<string, (proof: EventProof) => EventProof> = {
  "another payload": (proof) => ({
    ...proof,
    event: { ...proof.event, data: { n: 1 } },
    payload: '{"n":1}',
  }),
  "a payload that is not its data": (proof) => ({
    ...proof,
    event: { ...proof.event, data: { ...(proof.event["data"] as object), more: 1 } },
  }),
  "another actor": (proof) => ({ ...proof, event: { ...proof.event, actor: "person" } }),
  "another place": (proof) => ({ ...proof, event: { ...proof.event, oseq: 3 } }),
  "another hash": (proof) => ({ ...proof, event: { ...proof.event, hash: "0".repeat(64) } }),
  "a step of the path left out": (proof) => ({ ...proof, path: proof.path.slice(1) }),
  "a step of the path added": (proof) => ({ ...proof, path: [...proof.path, proof.path[0]!] }),
  "another size": (proof) => {
    const size = proof.checkpoint.split("\n")[1]!;
    const checkpoint = proof.checkpoint.replace(`\n${size}\n`, `\n${Number(size) + 1}\n`);
    return { ...proof, checkpoint };
  },
  "no signature": (proof) => ({ ...proof, checkpoint: `${parseNote(proof.checkpoint)!.text}\n` }),
};

describe("the proof of an event", () => {
  test("shows any event of a run to somebody who has nothing but the proof", async () => {
    const { length } = house.kernel.ledger.branch("proven")!;
    for (const n of [1, 2, 17, length - 1, length]) {
      const proof = await prove(`proven@${n}`);
      const event = [...house.kernel.ledger.readBranch("proven", { from: n, to: n })][0]!;
      expect(proof.event).toMatchObject({ id: event.id, data: event.data as object });
      const { faults, key: signer, size } = checkEventProof(proof);
      expect({ faults, signer }).toEqual({ faults: [], signer: key });
      expect(size).toBeGreaterThanOrEqual(event.oseq);
    }
  });

  test("does not hold with anything else in it, and says what", async () => {
    const proof = await prove("proven@5");
    for (const [name, lie] of Object.entries(lies)) {
      const { faults } = checkEventProof(lie(proof));
      expect({ name, faults: faults.length > 0 }).toEqual({ name, faults: true });
    }
    const stranger = await openHouse({ isBare: true });
    await writeOverdueRun(stranger.kernel.ledger, "other", 3);
    const other = (await stranger.call("event.prove", { run: "other@5" })) as unknown as EventProof;
    await stranger[Symbol.asyncDispose]();
    const { publicKey, checkpoint } = other;
    expect(checkEventProof({ ...proof, publicKey }).faults).toEqual([
      "the checkpoint is not signed with that key",
    ]);
    expect(checkEventProof({ ...proof, publicKey, checkpoint }).faults[0]).toContain(
      "the checkpoint is of",
    );
  });

  test("of an erased event shows that it was there, and nothing of what it said", async () => {
    const { ledger } = house.kernel;
    const text = { text: "a secret of the goal", input: null };
    const [event] = await ledger.append(
      [{ subject: "run/gone", branch: "gone", type: "goal.set", data: text, actor: "person" }],
      [{ id: "gone", subject: "run/gone", root: "gone" }],
    );
    ledger.erase(event!.id);
    const proof = await prove("gone@1");
    expect(JSON.stringify(proof)).not.toContain("secret");
    expect(checkEventProof(proof).faults).toEqual([]);
    const filled = { ...proof, payload: "{}", event: { ...proof.event, data: {}, salt: "00" } };
    expect(checkEventProof(filled).faults).toContain("the payload was changed");
  });

  test("is read from a file, checked against a key, and refused with the field that is off", async () => {
    const path = join(folder, "event.json");
    writeFileSync(path, JSON.stringify(await prove("proven@7")));
    expect(await checkProofFile(path, key)).toMatchObject({ ok: true, signer: key });
    expect(await checkProofFile(path, `${key}x`)).toMatchObject({
      ok: false,
      faults: ["it is signed with another key than --key"],
    });
    const whole = JSON.parse(readFileSync(path, "utf8")) as EventProof;
    writeFileSync(path, JSON.stringify({ ...whole, event: { ...whole.event, hash: "short" } }));
    expect(checkProofFile(path)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("event.hash"),
    });
    writeFileSync(path, "no proof");
    expect(checkProofFile(path)).rejects.toMatchObject({ code: "usage" });
    expect(checkProofFile(join(folder, "absent"))).rejects.toMatchObject({ code: "usage" });
  });
});

describe.skipIf(python === null)("a checker in Python (skipped: there is no python3)", () => {
  function check(proof: EventProof, name: string, ...more: readonly string[]) {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${name.replaceAll(" ", "-")}.json`);
    writeFileSync(path, JSON.stringify(proof));
    const { exitCode, stdout, stderr } = Bun.spawnSync([python!, CHECKER, path, ...more]);
    return { exitCode, said: stdout.toString(), error: stderr.toString() };
  }

  test("agrees that a proof holds, and with its key", async () => {
    const { length } = house.kernel.ledger.branch("proven")!;
    for (const n of [1, 9, length]) {
      const proof = await prove(`proven@${n}`);
      const { exitCode, said, error } = check(proof, `event ${n}`, key);
      expect({ exitCode, error }).toEqual({ exitCode: 0, error: "" });
      expect(said).toContain(`is event ${proof.event.oseq} of the`);
      expect(said.trimEnd().endsWith(key)).toBe(true);
    }
  });

  test("finds every lie that we find", async () => {
    const proof = await prove("proven@5");
    for (const [name, lie] of Object.entries(lies)) {
      const { exitCode, error } = check(lie(proof), name);
      expect({ name, exitCode }).toEqual({ name, exitCode: 1 });
      expect(error).toContain("AssertionError");
    }
    expect(check(proof, "another key", "another+key").error).toContain("another key");
  });
});
