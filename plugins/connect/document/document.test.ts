import { expect, test } from "bun:test";
import fc from "fast-check";

import type { KernelError } from "../../../kernel/error.ts";
import { clientNamed } from "../clients/index.ts";
import { RECORDED, SMALL } from "../recorded.ts";
import { changeDocument, type Document, entriesAt, parseDocument } from "./document.ts";

const entry = { command: "/opt/bun", args: ["/opt/glassbox.mjs", "mcp", "serve"], env: { A: "b" } };
const fresh = { glassbox: entry };
const gone = { glassbox: null };

const documents = Object.entries(RECORDED).flatMap(([id, text]) => {
  const { format, path } = clientNamed(id);
  const forms = [text, text.replaceAll("\n", "\r\n"), `\uFEFF${text}`, text.trimEnd()];
  return forms.map((one) => ({ document: { format, file: `/${id}`, text: one }, path }));
});

test("a server goes into each client's settings and out again, and all other bytes stay", () => {
  for (const { document, path } of documents) {
    const added = changeDocument(document, path, fresh);
    const settings = parseDocument({ ...document, text: added });
    expect(entriesAt(settings, path, "")).toMatchObject(fresh);
    const back = changeDocument({ ...document, text: added }, path, gone);
    const lines = (text: string) => text.split(/\r?\n/).map((line) => line.replace(/,$/, ""));
    // What is left of the change is at most a comma or the end of the last line.
    expect(lines(back).filter(Boolean)).toEqual(lines(document.text).filter(Boolean));
    const ends = (text: string) => new Set(text.match(/\r?\n/g));
    expect(ends(added)).toEqual(ends(document.text));
    expect(added.startsWith("\uFEFF")).toBe(document.text.startsWith("\uFEFF"));
  }
});

test("comments, tabs and the layout of what stands beside stay", () => {
  const { format, path } = clientNamed("cursor");
  const document = { format, file: "/c", text: RECORDED["cursor"]! };
  const added = changeDocument(document, path, fresh);
  const at = added.indexOf('\n\t\t"glassbox"');
  expect(added.slice(0, at)).toBe(
    document.text.slice(0, document.text.indexOf("\n\t}\n")).replace('mcp" }', 'mcp" },'),
  );
  expect(added.slice(at)).toMatch(/^\n\t\t"glassbox": \{\n\t\t\t"command": "\/opt\/bun",\n/);
});

test("settings that say nothing yet get their first server", () => {
  for (const [, text] of Object.entries(SMALL)) {
    const document = { format: "jsonc", file: "/f", text } as const;
    const added = changeDocument(document, ["mcpServers"], fresh);
    expect(JSON.parse(added)).toMatchObject({ mcpServers: fresh });
  }
  const toml = changeDocument({ format: "toml", file: "/f", text: "" }, ["mcp_servers"], fresh);
  expect(Bun.TOML.parse(toml)).toEqual({ mcp_servers: fresh });
});

test("Codex's tables are replaced where they stand, whichever way their names are written", () => {
  const text = [
    'model = "m"',
    '[ mcp_servers . "glassbox" ]',
    'command = "old"',
    "[mcp_servers.glassbox.env]",
    'B = "c"',
    "",
    "# of the next one",
    "[mcp_servers.other]",
    'command = "other"',
    "",
  ].join("\n");
  const document = { format: "toml", file: "/f", text } as const;
  const changed = changeDocument(document, ["mcp_servers"], fresh);
  expect(Bun.TOML.parse(changed)).toEqual({
    model: "m",
    mcp_servers: { glassbox: entry, other: { command: "other" } },
  });
  expect(changed).toStartWith('model = "m"\n[mcp_servers.glassbox]\n');
  expect(changed).toEndWith('\n\n# of the next one\n[mcp_servers.other]\ncommand = "other"\n');
});

test("what is written so that a change could go wrong is refused", () => {
  const odd: [Document["format"], string, readonly string[]][] = [
    ["toml", 'mcp_servers = { a = { command = "a" } }\n', ["mcp_servers"]],
    ["toml", '[mcp_servers]\nglassbox.command = "a"\n', ["mcp_servers"]],
    ["toml", 'text = """\n[mcp_servers.glassbox]\n"""\n', ["mcp_servers"]],
    ["json", '{"mcpServers": {}, "mcpServers": {"a": {}}}', ["mcpServers"]],
    ["json", '{"mcpServers": []}', ["mcpServers"]],
    ["json", "[]", ["mcpServers"]],
  ];
  for (const [format, text, path] of odd)
    expect(() => changeDocument({ format, file: "/f", text }, path, fresh)).toThrow(
      /nothing was written/,
    );
});

test("a broken file is refused with line and column", () => {
  const broken: [Document["format"], string, string][] = [
    ["json", '{\n  "a": 1,\n}\n', "/f:3:1: it is not JSON"],
    ["json", '{\n  // words\n  "a": 1\n}\n', "/f:2:3: it is not JSON: invalid comment token"],
    ["jsonc", '{\n  "mcpServers": {\n    "a": {\n  }\n', "/f:5:1: it is not JSON"],
    ["jsonc", '{\n  "a" 1\n}', "/f:2:7: it is not JSON: colon expected"],
    ["toml", 'a = 1\n[b\nc = "d"\n', "/f:2:"],
  ];
  for (const [format, text, words] of broken) {
    let thrown: KernelError | undefined;
    try {
      changeDocument({ format, file: "/f", text }, ["mcpServers"], fresh);
    } catch (error) {
      thrown = error as KernelError;
    }
    expect(thrown?.code).toBe("usage");
    expect(thrown!.message).toContain(words);
    expect(thrown!.message).toContain("nothing was written");
  }
});

test("whatever JSON there is, a change is that change alone, or it is refused", () => {
  const key = fc.constantFrom("mcpServers", "a", "glassbox", "x y");
  const value = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, true, 1, "text // no comment", "a,b}"),
      fc.array(tie("json"), { maxLength: 2 }),
      fc.dictionary(key, tie("json"), { maxKeys: 3 }),
    ),
  })).json;
  const settings = fc.dictionary(key, value, { maxKeys: 4 });
  const layout = fc.constantFrom(0, 1, 2, "\t");
  fc.assert(
    fc.property(settings, layout, fc.boolean(), (said, indent, isWindows) => {
      const plain = JSON.stringify(said, null, indent);
      const text = isWindows ? plain.replaceAll("\n", "\r\n") : plain;
      const document = { format: "json", file: "/f", text } as const;
      const servers = (said["mcpServers"] ?? {}) as object;
      const isObject = typeof servers === "object" && !Array.isArray(servers);
      if (!isObject) return expect(() => changeDocument(document, ["mcpServers"], fresh)).toThrow();
      if (said["mcpServers"] === null) return;
      const added = changeDocument(document, ["mcpServers"], fresh);
      expect(JSON.parse(added)).toEqual({ ...said, mcpServers: { ...servers, ...fresh } });
      const back = changeDocument({ ...document, text: added }, ["mcpServers"], gone);
      const { glassbox: _, ...others } = servers as Record<string, unknown>;
      expect(JSON.parse(back)).toEqual({ ...said, mcpServers: others });
    }),
    { numRuns: 300 },
  );
});
