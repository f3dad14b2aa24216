import { afterAll, describe, expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { connect, note } from "./testing.ts";

async function spawn(): Promise<Client> {
  const server = fileURLToPath(new URL("./server.ts", import.meta.url));
  const client = new Client({ name: "test", version: "0" });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [server] }));
  return client;
}

const faces = [
  ["in process", await connect()],
  ["as a child process", await spawn()],
] as const;

afterAll(async () => {
  await Promise.all(faces.map(([, client]) => client.close()));
});

describe.each(faces)("the data server %s", (_, client) => {
  const call = (name: string, args: Record<string, unknown>) =>
    client.callTool({ name, arguments: args });
  const answer = async (name: string, args: Record<string, unknown>) => {
    const result = await call(name, args);
    expect(result.isError).not.toBe(true);
    return result.structuredContent as Record<string, unknown>;
  };
  const refusal = async (name: string, args: Record<string, unknown>) => {
    const result = await call(name, args);
    expect(result.isError).toBe(true);
    const [content] = result.content;
    return content?.type === "text" ? content.text : "";
  };
  const documents = [
    note("projects/Bluebird.md", "# Bluebird", "- [ ] Send 📅 2026-11-13", "`Bluebird`"),
    note("n.md", "[[Bluebird]] [[gone]] #bluebird", "", "|a|", "|-|", "|1|"),
  ];

  test("offers described tools that only read", async () => {
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name).sort()).toEqual([
      "data_filter",
      "data_format",
      "data_frontmatter",
      "data_links",
      "data_mentions",
      "data_rename",
      "data_tables",
      "data_tasks",
    ]);
    for (const tool of tools) {
      expect(tool.description?.length).toBeGreaterThan(40);
      expect(tool.annotations?.readOnlyHint).toBe(true);
      expect(tool._meta?.["dev.glassbox/effect"]).toBe("read");
      expect(tool.outputSchema?.type).toBe("object");
    }
  });

  test("says that notes and lists come from earlier results, and never from a goal", async () => {
    const { tools } = await client.listTools();
    for (const tool of tools) {
      const sources = Object(tool._meta?.["dev.glassbox/arguments"]) as Record<string, object>;
      for (const name of Object.keys(sources)) {
        expect(tool.inputSchema.properties).toHaveProperty(name);
        const isData = ["documents", "items", "files"].includes(name);
        expect(sources[name]).toEqual({ from: [isData ? "results" : "goal"] });
      }
      expect(Object.keys(sources).some((name) => ["documents", "items"].includes(name))).toBe(true);
    }
  });

  test("finds overdue tasks and lays them out", async () => {
    const read = { ...documents[0], startLine: 1, endLine: 3, totalLines: 3 };
    const found = await answer("data_tasks", { documents: [read], asOf: "2026-11-20" });
    expect(found).toMatchObject({ open: 1, overdue: 1 });
    const where = [{ field: "overdue", op: "=", value: true }];
    const { items } = await answer("data_filter", { items: found["tasks"], where });
    const columns = [
      { field: "project" },
      { field: "text" },
      { field: "overdueDays", suffix: " d", align: "right" },
      { template: "{path}:{line}" },
    ];
    expect(await answer("data_format", { items, columns })).toEqual({
      text: "Bluebird    Send    7 d    projects/Bluebird.md:2",
      count: 1,
    });
  });

  test("answers honestly when there is nothing", async () => {
    expect(await answer("data_tasks", { documents: [] })).toEqual({
      tasks: [],
      open: 0,
      overdue: 0,
    });
    const columns = [{ field: "a" }];
    expect(await answer("data_format", { items: [], columns, empty: "None." })).toEqual({
      text: "None.",
      count: 0,
    });
    expect(await answer("data_links", { documents: [] })).toMatchObject({ brokenCount: 0 });
    const unknown = { documents, from: "Nobody", to: "x" };
    expect(await answer("data_mentions", unknown)).toMatchObject({ count: 0, leftAloneCount: 0 });
  });

  test("reads links, frontmatter and tables", async () => {
    expect(await answer("data_links", { documents })).toMatchObject({
      brokenCount: 1,
      broken: [{ path: "n.md", line: 1, target: "gone" }],
    });
    expect(
      await answer("data_frontmatter", { documents: [note("a.md", "---", "a: [", "---")] }),
    ).toMatchObject({
      entries: [{ path: "a.md", valid: false }],
    });
    expect(await answer("data_tables", { documents })).toMatchObject({
      tables: [{ path: "n.md", line: 3, header: ["a"], rows: [["1"]] }],
    });
  });

  test("plans a rename", async () => {
    const plan = await answer("data_rename", { documents, from: '"Bluebird"', to: "Kestrel" });
    expect(plan).toMatchObject({
      summary: "1 link, 1 tag, 1 heading, 1 file name in 2 files",
      leftAloneText: "left alone: code, projects/Kestrel.md:3",
      brokenBefore: 1,
      moves: [{ from: "projects/Bluebird.md", to: "projects/Kestrel.md" }],
      counts: { links: 1, tags: 1, headings: 1, aliases: 0, files: 1, notes: 2 },
    });
    expect(
      await answer("data_mentions", { documents, from: "Bluebird", to: "Kestrel" }),
    ).toMatchObject({
      count: 4,
      leftAloneCount: 1,
    });
  });

  test("refuses bad input with a sentence that names the field", async () => {
    expect(await refusal("data_tasks", { documents, asOf: "2026-02-30" })).toMatch(/^asOf: /);
    expect(await refusal("data_tasks", { documents: "x" })).toContain("documents");
    expect(await refusal("data_tasks", { documents: [{ path: "a" }] })).toContain(
      "documents.0.text",
    );
    expect(
      await refusal("data_filter", { items: [], where: [{ field: "a", op: "in", value: 1 }] }),
    ).toMatch(/^where\[0\]\.value: /);
    expect(await refusal("data_filter", { items: [], where: [{ field: "a", op: "~" }] })).toContain(
      "where.0.op",
    );
    expect(await refusal("data_format", { items: [], columns: [{}] })).toMatch(/^columns\[0\]: /);
    expect(await refusal("data_rename", { documents, from: "Bluebird", to: "a/b" })).toMatch(
      /^to: /,
    );
    expect(await refusal("data_rename", { documents, from: "Nobody", to: "b" })).toMatch(/^from: /);
    const again = await call("data_rename", { documents, from: "Nobody", to: "b" });
    expect(again._meta).toEqual({ "dev.glassbox/final": true });
    const cut = documents.map((document) => ({ ...document, sha256: "0".repeat(64) }));
    expect(await refusal("data_rename", { documents: cut, from: "Bluebird", to: "b" })).toMatch(
      /^documents: /,
    );
  });
});
