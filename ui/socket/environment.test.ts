import { expect, test } from "bun:test";

import { difference, fingerprint } from "./environment.ts";

test("a fingerprint has what would change results, and no value of it", () => {
  const print = fingerprint({
    PATH: "/bin",
    OLLAMA_HOST: "http://secret:11434",
    GLASSBOX_HOME: "/h",
    GLASSBOX_IDLE_MS: "5",
    GLASSBOX_MODEL: "m",
    TZ: "",
  });
  expect(Object.keys(print)).toEqual(["GLASSBOX_MODEL", "OLLAMA_HOST"]);
  expect(JSON.stringify(print)).not.toContain("secret");
});

test("one line names every difference; none when there is none", () => {
  const mine = { version: "1.0.0", environment: fingerprint({ TZ: "UTC" }) };
  expect(difference(mine, { ...mine, pid: 7 })).toBeNull();
  const other = { version: "1.1.0", environment: fingerprint({ TZ: "CET" }), pid: 7 };
  expect(difference(mine, other)).toBe(
    "the running kernel has version 1.1.0, and this is 1.0.0 and another TZ; it counts until it leaves (kill 7)",
  );
});
