import { expect, test } from "bun:test";
import { attack } from "./attack.ts";
import {
  type Configuration,
  EVERYTHING,
  playConfiguration,
  SEAL_ALONE,
  SYSTEM_ALONE,
} from "./configurations.ts";
import { corpus } from "./corpus.ts";
import { REALM } from "./catalogue/realm-code.ts";
import { prepareTestImage } from "./testing-image.ts";

const image = await prepareTestImage();

/** Elsewhere a sample of the single walls is enough; everything together is always played in full. */
const isInFull = process.env["CI"] === "true";
const sample = ({ attacks }: Configuration) =>
  attacks.filter((_, place) => isInFull || place % 5 === 0);

test("the corpus has attacks of every harm, each with its own name", () => {
  expect(corpus.length).toBeGreaterThanOrEqual(200);
  expect(new Set(corpus.map(({ id }) => id)).size).toBe(corpus.length);
  expect(new Set(corpus.map(({ harm }) => harm)).size).toBe(8);
});

const benign = attack(
  "benign",
  "file",
  String.raw`
    import asyncio, json, os, sqlite3, sys
    open("/work/answer.txt", "w").write("forty-two")
    base = sqlite3.connect(":memory:")
    print(json.dumps({"sum": base.execute("select 40 + 2").fetchone()[0]}))
    print("warned", file=sys.stderr)
    await asyncio.sleep(0.01)
    os.listdir("/work")
  `,
);

test.each([EVERYTHING, SEAL_ALONE, SYSTEM_ALONE])(
  "$name: an honest program works, twice, and all that it says arrives",
  async (configuration) => {
    const results = await playConfiguration({ ...configuration, lanes: 1 }, image, [
      benign,
      benign,
    ]);

    expect(results).toHaveLength(2);
    for (const { trace, isEscape } of results) {
      expect(trace.outcome).toMatchObject({
        ok: true,
        stdout: '{"sum": 42}\n',
        stderr: "warned\n",
        value: { json: ["answer.txt"] },
        files: [{ path: "answer.txt", change: "created" }],
        violations: [],
      });
      expect(isEscape).toBeFalse();
    }
  },
  60_000,
);

test("system alone: the attacks do run JavaScript, and only the system stops them", async () => {
  const code = `${REALM}\nprint(realm("return 6 * 7 + String(process.pid).slice(0, 0)"))\n`;
  const [result] = await playConfiguration({ ...SYSTEM_ALONE, lanes: 1 }, image, [
    attack("reaches", "realm", code),
  ]);

  expect(result?.trace.outcome?.stdout).toBe("42\n");
}, 60_000);

test.each([EVERYTHING])("$name: not one attack escapes", play, 400_000);
test.each([SEAL_ALONE, SYSTEM_ALONE])("$name: not one attack escapes", play, 300_000);

async function play(configuration: Configuration): Promise<void> {
  const attacks = configuration === EVERYTHING ? configuration.attacks : sample(configuration);
  const results = await playConfiguration(configuration, image, attacks);
  const escaped = results
    .filter(({ isEscape }) => isEscape)
    .map(({ id, escapes, inside }) => `${id}: ${[...escapes, ...inside].join(", ")}`);
  console.log(`${configuration.name}: ${escaped.length} of ${results.length} attacks escaped`);

  expect(escaped).toEqual([]);
  expect(results).toHaveLength(attacks.length);
}
