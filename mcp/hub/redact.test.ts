import { expect, test } from "bun:test";
import { redact } from "./redact.ts";

test("what a server prints of its configured environment is not kept", () => {
  const environment = { TOKEN: "s3cret-token", DEBUG: "1" };
  expect(redact("401 for s3cret-token (1 of 2: s3cret-token)", environment)).toBe(
    "401 for [TOKEN] (1 of 2: [TOKEN])",
  );
});
