import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { testHome } from "../socket/testing.ts";
import { READ } from "./testing.ts";

// Real processes start and end here, on a machine that may be busy.
setDefaultTimeout(60_000);

const dataOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout).data;

test("verify says what holds and how far, and a proof is checked where there is no home", async () => {
  await using home = testHome(300);
  writeFileSync(join(home.dir, "note.md"), "a note\n");
  const plan = home.plan("read", READ);
  const { run } = dataOf(await home.run(["run", "--plan", plan, "--json=run", "--inline"]));
  const whole = await home.run(["verify", run, "--deep"]);
  expect(whole).toMatchObject({ exitCode: 0, stderr: "" });
  expect(whole.stdout).toContain("the chain holds: ");
  expect(whole.stdout).toMatch(/complete up to event \d+, by 1 signed checkpoint\n/);
  expect(whole.stdout).toContain(`${run} and what shares its history: `);
  const { key, completeness } = dataOf(await home.run(["verify", "--json=key,completeness"]));
  expect(completeness.place).toStartWith(join(home.env["HOME"]!, ".local/state/glassbox/home-"));

  const proof = join(home.dir, "event.json");
  expect(await home.run(["verify", `${run}@3`, "-o", proof])).toMatchObject({ exitCode: 0 });
  const nowhere = { env: { GLASSBOX_HOME: join(home.dir, "no-home") } };
  const check = (...more: string[]) => home.run(["verify", "--proof", proof, ...more], nowhere);
  expect((await check()).stdout).toContain("is that its key?");
  const checked = await check("--key", key);
  expect(checked.exitCode).toBe(0);
  expect(checked.stdout).toContain(key);
  expect((await check("--key", "another")).exitCode).toBe(6);
  writeFileSync(proof, readFileSync(proof, "utf8").replace('"actor": "', '"actor": "not-'));
  const changed = await check();
  expect(changed).toMatchObject({ exitCode: 6 });
  expect(changed.stdout).toContain("the envelope was changed");
  expect(existsSync(join(home.dir, "no-home"))).toBe(false);
  writeFileSync(proof, "{}");
  expect(await check()).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("format") });
  expect((await home.run(["verify", "-o", "x"])).exitCode).toBe(2);
  expect((await home.run(["verify", "--key", key])).exitCode).toBe(2);
});

test("a tail that was cut off while nobody looked is told with exit code 6", async () => {
  await using home = testHome(300);
  await home.run(["run", "--plan", home.plan("read", READ), "--inline"]);
  const db = new Database(join(home.home, "tenants/default/ledger.db"));
  db.run("delete from events where oseq > (select max(oseq) from events) - 6");
  db.close();
  const verdict = await home.run(["verify", "--inline"]);
  expect(verdict.exitCode).toBe(6);
  expect(verdict.stdout).toContain("it is not complete, by what was signed of it:");
  const doctor = await home.run(["doctor", "--inline"]);
  expect(doctor.stdout).toMatch(/✗ ledger: .*checkpoint 1 of/);
});

test("rm --erase does nothing unasked, and with --yes leaves nothing of what a run said", async () => {
  await using home = testHome(300);
  const goal = "count the unrepeatable notes";
  const plan = home.plan("read", { ...READ, goal });
  const { run } = dataOf(await home.run(["run", "--plan", plan, "--json=run", "--inline"]));
  const unasked = await home.run(["runs", "rm", run, "--erase", "--inline"]);
  expect(unasked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--yes") });
  expect((await home.run(["runs", "rm", run, "--yes", "--inline"])).exitCode).toBe(2);
  expect((await home.run(["log", run, "--jsonl", "--inline"])).stdout).toContain(goal);

  const erased = await home.run(["runs", "rm", run, "--erase", "--yes", "--inline"]);
  expect(erased).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("erased run") });
  expect((await home.run(["runs", "ls", "--inline"])).stdout).not.toContain(run.slice(0, 4));
  const verdict = await home.run(["verify", "--inline"]);
  expect(verdict).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/\d+ erased/) });
  const found = Bun.spawnSync(["grep", "-rlaF", "unrepeatable", home.home]);
  expect(found.stdout.toString()).toBe("");
});
