import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TEST_STORE } from "../image/testing.ts";
import { createPool } from "../pool/index.ts";
import type { Packages, Pool, Program } from "../types.ts";
import { createPackages } from "./index.ts";
import { indexAddress } from "./network/address.ts";

const index = indexAddress(undefined, process.env);
const isReachable = await fetch(new URL("pydantic/", index), {
  method: "HEAD",
  signal: AbortSignal.timeout(20_000),
}).then(
  (response) => response.ok,
  () => false,
);
const forever = new AbortController().signal;
const MEMORY_BYTES = 512 * 1024 * 1024;
const TIMEOUT_MS = 180_000;

let store: string;
let packages: Packages;
const pools: Pool[] = [];

beforeAll(async () => {
  store = mkdtempSync(join(tmpdir(), "glassbox-wheels-"));
  if (isReachable)
    await createPackages({ store }).add("lab", ["pydantic>=2.14,<3"], { signal: forever });
  // Nobody listens at port 9 here: from now on no network is touched.
  packages = createPackages({ store, index: "http://127.0.0.1:9/simple" });
}, TIMEOUT_MS);

afterAll(async () => {
  for (const pool of pools) await pool.close();
  rmSync(store, { recursive: true, force: true });
});

function openPool(): Pool {
  const made = createPool({
    store: TEST_STORE,
    packages,
    allowWeak: false,
    size: 1,
    memoryBytes: MEMORY_BYTES,
  });
  pools.push(made);
  return made;
}

function program(code: string): Program {
  const limits = {
    wallMs: 60_000,
    fuel: 1_000_000_000,
    memoryBytes: MEMORY_BYTES,
    outputBytes: 100_000,
    fileBytes: 1_000_000,
    files: 100,
  };
  return { code, stdin: "", files: [], limits, fixed: { seed: 1, epoch: 0 }, stubs: null };
}

const VALIDATE = `
import pydantic, pydantic_core, sys

class Order(pydantic.BaseModel):
    id: int
    tags: list[str] = []

failed = ""
try:
    Order.model_validate({"id": "x"})
except pydantic.ValidationError as error:
    failed = error.errors()[0]["type"]
order = Order.model_validate_json('{"id": "41", "tags": ["a"]}')
[order.id + 1, order.tags, failed, hasattr(pydantic, "leak"), pydantic_core.from_json("[1]")]
`;

const SPOIL = `
import pydantic, pydantic_core, typing_extensions
pydantic.leak = 1
pydantic_core.from_json = lambda text: "spoiled"
pydantic.BaseModel.model_validate_json = None
`;

test.skipIf(!isReachable)(
  "pydantic validates in a locked sandbox, offline, and a rewind leaves nothing of what was done to it",
  async () => {
    const cell = await openPool().lease("a", "lab", forever);
    expect(cell.walls.filter(({ state }) => state !== "up")).toEqual([]);
    const first = await cell.run(program(VALIDATE), { signal: forever });
    expect([first.error, first.value?.json]).toEqual([
      null,
      [42, ["a"], "int_parsing", false, [1]],
    ]);
    await cell.rewind();
    await cell.run(program(SPOIL), { signal: forever });
    const spoiled = await cell.run(program(VALIDATE), { signal: forever });
    expect(spoiled.digest).not.toBe(first.digest);
    await cell.rewind();
    const again = await cell.run(program(VALIDATE), { signal: forever });
    expect(again.digest).toBe(first.digest);
  },
  TIMEOUT_MS,
);

test.skipIf(!isReachable)(
  "an image with one flipped byte in a compiled module starts no interpreter",
  async () => {
    const wheel = (await packages.wheels("lab")).find(({ name }) => name === "pydantic-core");
    if (wheel === undefined) throw new Error("there is no pydantic-core");
    const bytes = readFileSync(wheel.path);
    const at = bytes.length >> 1;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(wheel.path, bytes);
    const lease = openPool().lease("a", "lab", forever);
    await expect(lease).rejects.toThrow(
      `${wheel.fileName} of image lab is missing or is not what was added`,
    );
  },
  TIMEOUT_MS,
);
