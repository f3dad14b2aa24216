import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { createServer } from "../../tools/files/index.ts";
import type { ServerSpec } from "./index.ts";
import { stdioFixture, testHub } from "./testing.ts";

const specs: Record<string, ServerSpec> = {
  "in process": {
    name: "files",
    transport: "in-process",
    rooted: true,
    trusted: true,
    create: async (root) => createServer({ root }),
  },
  "in a child process": stdioFixture({
    name: "files",
    args: [`${import.meta.dir}/../../tools/files/server.ts`, "--root", "."],
  }),
};

for (const [title, spec] of Object.entries(specs)) {
  describe(`the files server ${title}`, () => {
    const dir = realpathSync(mkdtempSync(`${tmpdir()}/hub-files-`));
    const hub = testHub([spec]);
    const files = { server: "files", dir };
    afterAll(() => hub.close());

    test("offers its tools with the effects and expectations that it declares", async () => {
      const tools = await hub.list(dir);
      expect(tools.find((tool) => tool.name === "files_read")?.effect).toBe("read");
      expect(tools.find((tool) => tool.name === "files_write")).toMatchObject({
        effect: "probe",
        expect: [{ probe: { tool: "files__files_stat", args: { path: "$args.path" } } }],
        paths: ["$args.path"],
      });
      expect(hub.status()[0]?.leftOut).toEqual([]);
    });

    test("writes and reads in the run's directory", async () => {
      const content = "- [ ] Send the floor plan 📅 2026-11-18\n";
      const written = await hub.ask("files_write", { path: "notes/a.md", content }, files);
      expect(written).toMatchObject({ ok: true, view: { path: "notes/a.md", created: true } });
      expect(await Bun.file(`${dir}/notes/a.md`).text()).toBe(content);
      const read = await hub.ask("files_read", { path: "notes/a.md" }, files);
      expect(read.ok).toBe(true);
      expect(JSON.stringify(read.view)).toContain("Send the floor plan 📅");
    });

    test("refuses what is outside, and says so", async () => {
      const { ok } = await hub.ask("files_read", { path: "../../etc/hostname" }, files);
      expect(ok).toBe(false);
    });

    test("reads many files at once", async () => {
      const names = Array.from({ length: 40 }, (_, index) => `n${index}.md`);
      for (const name of names) writeFileSync(`${dir}/${name}`, `I am ${name}`);
      const reads = names.map((path) => hub.ask("files_read", { path }, files));
      const views = (await Promise.all(reads)).map(({ view }) => JSON.stringify(view));
      views.forEach((view, index) => expect(view).toContain(`I am n${index}.md`));
    });
  });
}

test("the same definitions and hashes come out of both", async () => {
  const dir = realpathSync(mkdtempSync(`${tmpdir()}/hub-files-`));
  const hubs = Object.values(specs).map((spec) => testHub([spec]));
  const [inProcess, child] = await Promise.all(hubs.map((hub) => hub.list(dir)));
  await Promise.all(hubs.map((hub) => hub.close()));
  expect(inProcess?.length).toBeGreaterThan(5);
  expect(child).toEqual(inProcess as typeof child & object);
});
