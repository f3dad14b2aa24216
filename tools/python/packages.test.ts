import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inProcess, type Session, temporaryStore } from "./testing.ts";
import { makeWheel, wheelFileName } from "./wheels/testing-archive.ts";

setDefaultTimeout(120_000);
const store = temporaryStore();
const folder = join(store.path, "wheelhouse");
let session: Session;
beforeAll(async () => {
  mkdirSync(folder);
  session = await inProcess({ store: store.path, poolSize: 1 });
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  store.remove();
});

/** As a person does, with the server's own command. */
async function add(version: string, word: string): Promise<string> {
  const files = [{ path: "greet/__init__.py", text: `def hello():\n    return "${word}"\n` }];
  const wheel = { name: "greet", version, files };
  writeFileSync(join(folder, wheelFileName(wheel)), makeWheel(wheel));
  const args = ["add", `greet==${version}`, "--from", folder, "--store", store.path];
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "server.ts"), ...args], {
    stderr: "pipe",
  });
  const said = await new Response(child.stderr).text();
  expect([await child.exited, said]).toEqual([
    0,
    expect.stringContaining(`added greet ${version}`),
  ]);
  return said;
}

const run = (args: { code: string; image?: string }) => session.call("python_run", args);

test("packages that a person adds are there for the next program, and no earlier state is mixed with them", async () => {
  const code = "import greet\ngreet.hello()";
  expect((await run({ code })).text).toContain("No module named 'greet'");
  expect((await session.call("python_packages", {})).data).toEqual({
    images: [{ name: "base", isStandard: true, packages: [] }],
  });

  expect(await add("1.0", "hello")).toContain("image default is ready");
  const { data, text } = await session.call("python_packages", {});
  expect(data).toMatchObject({
    images: [
      { name: "base", isStandard: false, packages: [] },
      { name: "default", isStandard: true, packages: [{ name: "greet", version: "1.0" }] },
    ],
  });
  expect(text).toContain("default: greet 1.0");
  expect(await run({ code })).toMatchObject({
    data: { image: "default", value: { json: "hello" } },
  });
  expect((await run({ code, image: "base" })).text).toContain("No module named 'greet'");

  const opened = await session.call("python_session_open", {});
  const id = String(opened.data["session"]);
  const first = await session.call("python_session_exec", { session: id, code });
  expect(first.data).toMatchObject({ image: "default", value: { json: "hello" } });
  await add("2.0", "good day");
  expect(await run({ code })).toMatchObject({ data: { value: { json: "good day" } } });
  // Where its interpreter still is, a session goes on as it was.
  const again = await session.call("python_session_exec", { session: id, code });
  expect(again.data).toMatchObject({ value: { json: "hello" } });
  await session.call("python_session_close", { session: id });
  const from = String(first.data["checkpoint"]);
  const other = await session.call("python_session_open", { checkpoint: from });
  const late = await session.call("python_session_exec", {
    session: String(other.data["session"]),
    code: "1",
  });
  expect(late.text).toContain('was made with an earlier image "default"');
  expect(late.isError).toBe(true);
});
