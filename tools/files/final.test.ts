import { afterAll, afterEach, beforeEach, expect, test } from "bun:test";
import { Fixture, inProcess } from "./testing.ts";
import { explain, finality, Momentary } from "./refusal.ts";

const files = new Fixture();
beforeEach(async () => {
  files.clear();
  files.session = await inProcess({ root: files.root });
});
afterEach(() => files.session?.[Symbol.asyncDispose]());
afterAll(() => files.remove());

test("a refusal says that the same call would be refused again", async () => {
  files.put("a.txt", "one");
  const calls = [
    ["files_read", { path: "gone.txt" }],
    ["files_read", { path: "../out.txt" }],
    ["files_write", { path: "a.txt", content: "two", ifMatch: "absent" }],
    ["files_search", { pattern: "(", regex: true }],
  ] as const;
  for (const [name, args] of calls) {
    const result = await files.session?.client.callTool({ name, arguments: args });
    expect(result).toMatchObject({ isError: true, _meta: { "dev.glassbox/final": true } });
  }
});

test("a cause that may pass by itself leaves the call to be made again", () => {
  const failed = (code: string) => Object.assign(new Error(code), { code });
  for (const code of ["EBUSY", "ENOSPC", "EMFILE", "EIO"]) {
    const refusal = explain(failed(code), "path", "a.txt");
    expect([refusal instanceof Momentary, finality(refusal)]).toEqual([true, {}]);
  }
  const lasting = explain(failed("EACCES"), "path", "a.txt");
  expect(finality(lasting)).toEqual({ "dev.glassbox/final": true });
});
