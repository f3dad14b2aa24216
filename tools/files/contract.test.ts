import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import { Fixture, inProcess, onEveryTransport, sha256, unprivileged } from "./testing.ts";

onEveryTransport("the tool list", (files) => {
  test("every tool says what it is, what it does to the world and which paths it touches", async () => {
    const { tools } = await (files.session?.client.listTools() ?? { tools: [] });
    expect(tools.map(({ name }) => name)).toEqual([
      "files_delete",
      "files_edit",
      "files_glob",
      "files_list",
      "files_move",
      "files_read",
      "files_search",
      "files_stat",
      "files_write",
    ]);
    for (const tool of tools) {
      expect(tool.title).toBeString();
      expect(tool.description).toMatch(/^[A-Z].*\.$/);
      expect(tool.outputSchema?.type).toBe("object");
      expect(tool.inputSchema.additionalProperties).toBe(false);
      for (const property of Object.values(tool.inputSchema.properties ?? {}))
        expect(property).toHaveProperty("description");
      const isRead = tool._meta?.["dev.glassbox/effect"] === "read";
      expect(tool.annotations?.readOnlyHint).toBe(isRead);
      expect(tool.annotations?.openWorldHint).toBe(false);
      expect(Array.isArray(tool._meta?.["dev.glassbox/expect"])).toBe(!isRead);
    }
  });
});

interface ExpectTemplate {
  probe: { tool: string; args: Record<string, string> };
  matches: Record<string, unknown>;
}

/** Fills `$args.x` and `$sha256(args.x, args.encoding)`; undefined when an argument is absent. */
function fill(template: unknown, args: Record<string, unknown>): unknown {
  if (Array.isArray(template)) return template.map((item) => fill(item, args));
  if (typeof template === "object" && template !== null)
    return Object.fromEntries(
      Object.entries(template).map(([key, value]) => [key, fill(value, args)]),
    );
  const [, hashed, plain] =
    /^\$(?:sha256\(args\.(\w+)(?:, args\.encoding)?\)|args\.(\w+))$/.exec(String(template)) ?? [];
  if (hashed !== undefined)
    return sha256(
      Buffer.from(String(args[hashed]), args["encoding"] === "base64" ? "base64" : "utf8"),
    );
  return plain === undefined ? template : args[plain];
}

describe("what the tools expect of themselves", () => {
  const files = new Fixture();
  beforeAll(async () => {
    files.clear();
    files.session = await inProcess({ root: files.root });
  });
  afterAll(async () => {
    await files.session?.[Symbol.asyncDispose]();
    files.remove();
  });

  /** Judges each expectation of a call by its probe, as a host does. */
  async function judge(name: string, args: Record<string, unknown>): Promise<boolean[]> {
    const { tools } = await (files.session?.client.listTools() ?? { tools: [] });
    const meta = tools.find((tool) => tool.name === name)?._meta;
    const templates = meta?.["dev.glassbox/expect"] as ExpectTemplate[];
    const verdicts: boolean[] = [];
    for (const template of templates) {
      const { probe, matches } = fill(template, args) as ExpectTemplate;
      const view = await files.good(probe.tool, probe.args);
      verdicts.push(new Ajv().compile(matches)(view));
    }
    return verdicts;
  }

  const before = "one\n";
  const after = "two\n";
  const calls: [string, Record<string, unknown>][] = [
    ["files_write", { path: "w.txt", content: "hello" }],
    ["files_write", { path: "w.png", content: "iVBORw0KGgo=", encoding: "base64" }],
    [
      "files_edit",
      {
        path: "e.txt",
        edits: [{ oldText: "one", newText: "two" }],
        ifMatch: sha256(before),
        newSha256: sha256(after),
      },
    ],
    ["files_move", { from: "m.txt", to: "d/n.txt" }],
    ["files_delete", { path: "x.txt" }],
  ];

  test.each(calls)(
    "%s: it does not hold before the call and holds after it",
    async (name, args) => {
      for (const path of ["e.txt", "m.txt", "x.txt"]) files.put(path, before);
      expect(await judge(name, args)).not.toContain(true);
      await files.good(name, args as never);
      expect(await judge(name, args)).not.toContain(false);
    },
  );
});

// Permissions bind only a user who is not root: the server runs as one.
describe("as an unprivileged user", () => {
  const files = new Fixture();
  const isRoot = process.getuid?.() === 0;
  const NOBODY = 65534;

  beforeAll(async () => {
    files.clear();
    for (const name of ["secret.txt", "locked/a.txt", "frozen/a.txt", "fixed.txt", "open.txt"])
      files.put(name, "needle");
    symlinkSync("locked/a.txt", join(files.root, "alias"));
    if (isRoot)
      for (const name of [".", "secret.txt", "locked", "frozen", "fixed.txt", "open.txt"])
        chownSync(join(files.root, name), NOBODY, NOBODY);
    chmodSync(join(files.root, "secret.txt"), 0o000);
    chmodSync(join(files.root, "locked"), 0o000);
    chmodSync(join(files.root, "frozen"), 0o555);
    chmodSync(join(files.root, "fixed.txt"), 0o444);
    files.session = await unprivileged({ root: files.root });
  });
  afterAll(async () => {
    await files.session?.[Symbol.asyncDispose]();
    chmodSync(join(files.root, "locked"), 0o755);
    chmodSync(join(files.root, "frozen"), 0o755);
    files.remove();
  });

  const DENIED = /may not be accessed by this user; change its permissions or choose/;

  test("an unreadable file is refused with the mend", async () => {
    expect(await files.refused("files_read", { path: "secret.txt" })).toMatch(/^path: "secret/);
    for (const path of ["secret.txt", "locked/a.txt", "alias"])
      expect(await files.refused("files_read", { path })).toMatch(DENIED);
    expect(await files.refused("files_list", { path: "locked" })).toMatch(DENIED);
    expect(await files.refused("files_stat", { path: "locked/a.txt" })).toMatch(DENIED);
    const edits = [{ oldText: "a", newText: "b" }];
    expect(await files.refused("files_edit", { path: "secret.txt", edits })).toMatch(DENIED);
  });

  test("an unreadable file exists, without a hash", async () => {
    const answer = await files.good("files_stat", { path: "secret.txt" });
    expect(answer).toMatchObject({ exists: true, kind: "file", size: 6 });
    expect(answer).not.toHaveProperty("sha256");
  });

  test("a search and a glob go on and name what they passed over", async () => {
    expect(await files.good("files_search", { query: "needle" })).toMatchObject({
      files: 3,
      skipped: ["locked", "secret.txt"],
    });
    expect(await files.good("files_glob", { pattern: "**/*.txt" })).toMatchObject({
      paths: ["fixed.txt", "frozen/a.txt", "open.txt", "secret.txt"],
      unreadable: ["locked"],
    });
  });

  test("what is marked read-only is not changed", async () => {
    const write = (path: string) => files.refused("files_write", { path, content: "x" });
    expect(await write("fixed.txt")).toMatch(DENIED);
    expect(await write("frozen/a.txt")).toMatch(DENIED);
    expect(await write("frozen/b.txt")).toMatch(DENIED);
    expect(await files.refused("files_delete", { path: "frozen/a.txt" })).toMatch(DENIED);
    const out = { from: "frozen/a.txt", to: "a.txt" };
    expect(await files.refused("files_move", out)).toMatch(/^from: .*may not be accessed/);
    const into = { from: "open.txt", to: "frozen/b.txt" };
    expect(await files.refused("files_move", into)).toMatch(/^to: .*may not be accessed/);
    expect(files.names("frozen")).toEqual(["a.txt"]);
    expect(files.text("fixed.txt")).toBe("needle");
    expect(files.names()).toEqual([
      "alias",
      "fixed.txt",
      "frozen",
      "locked",
      "open.txt",
      "secret.txt",
    ]);
  });
});

test.skipIf(process.getuid?.() !== 0)("a replaced file keeps its owner", async () => {
  const files = new Fixture();
  files.clear();
  files.put("a.txt", "x");
  chownSync(join(files.root, "a.txt"), 1234, 1235);
  await using session = await inProcess({ root: files.root });
  await session.call("files_write", { path: "a.txt", content: "y" });
  expect(statSync(join(files.root, "a.txt"))).toMatchObject({ uid: 1234, gid: 1235 });
  files.remove();
});

test("a temporary file that a crash left behind is shown nowhere", async () => {
  const files = new Fixture();
  files.clear();
  mkdirSync(join(files.root, "d"));
  writeFileSync(join(files.root, "d/.glassbox-0123456789abcdef.tmp"), "needle");
  await using session = await inProcess({ root: files.root });
  const data = async (name: string, args: object) =>
    (await session.call(name, { ...args, hidden: true })).data;
  expect(await data("files_list", { path: "d" })).toMatchObject({ entries: [] });
  expect(await data("files_glob", { pattern: "**" })).toMatchObject({ paths: [] });
  expect(await data("files_search", { query: "needle" })).toMatchObject({ files: 0 });
  files.remove();
});
