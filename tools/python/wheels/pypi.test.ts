import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPackages } from "./index.ts";
import { indexAddress } from "./network/address.ts";

/** The real index of this machine. */
const index = indexAddress(undefined, process.env);
const isReachable = await fetch(new URL("pydantic/", index), {
  method: "HEAD",
  signal: AbortSignal.timeout(20_000),
}).then(
  (response) => response.ok,
  () => false,
);

let store: string;
beforeAll(() => {
  store = mkdtempSync(join(tmpdir(), "glassbox-wheels-"));
});
afterAll(() => rmSync(store, { recursive: true, force: true }));

test.skipIf(!isReachable)(
  "pydantic comes from the real index into an empty store, compiled part and all",
  async () => {
    const seen = new Map<string, number>();
    const { added } = await createPackages({ store }).add("lab", ["pydantic>=2.14,<3"], {
      signal: AbortSignal.timeout(120_000),
      fetched: (name, bytes) => void seen.set(name, bytes),
    });
    expect(added.map(({ name }) => name).sort()).toEqual([
      "annotated-types",
      "pydantic",
      "pydantic-core",
      "typing-extensions",
      "typing-inspection",
    ]);
    for (const { name, bytes } of added) expect(seen.get(name)).toBe(bytes);

    // Nobody listens at port 9 here: what follows touches no network.
    const offline = createPackages({ store, index: "http://127.0.0.1:9/simple" });
    const wheels = await offline.wheels("lab");
    expect(wheels.map(({ name, imports }) => [name, imports])).toContainEqual([
      "pydantic-core",
      ["pydantic_core"],
    ]);
    expect(wheels.find(({ name }) => name === "pydantic-core")?.fileName).toMatch(
      /-cp314-cp314-pyemscripten_2026_0_wasm32\.whl$/,
    );
    expect(wheels.at(-1)?.name).toBe("pydantic");
    const again = await offline.add("lab", ["pydantic"], { signal: AbortSignal.timeout(10_000) });
    expect(again).toEqual({ image: "lab", added: [], present: ["pydantic"] });
  },
  150_000,
);
