import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { testHome } from "../socket/testing.ts";

const FIXTURE = join(import.meta.dir, "../../plugins/trust/fixture-server.ts");
const PATIENCE = 60_000;

const said = (description: string) => ({
  name: "get_note",
  description,
  inputSchema: { type: "object" },
});
const tool = (description: string) => ({ tools: [said(description)] });

test(
  "what a server changed is listed with what differs, and approved by the hash that was seen",
  async () => {
    await using home = testHome();
    const file = join(home.dir, "said.json");
    const say = (description: string) => writeFileSync(file, JSON.stringify(tool(description)));
    const mcp = (...args: string[]) => home.run(["mcp", ...args]);

    say("Returns a note.");
    expect((await mcp("add", "notes", "--", process.execPath, FIXTURE, file)).exitCode).toBe(0);
    expect((await mcp("approve")).stdout).toBe("nothing waits\n");

    say("Returns a note.\u200b And more.");
    await mcp("check", "notes");
    const listed = (await mcp("approve")).stdout;
    expect(listed).toContain("notes tool get_note");
    expect(listed).toContain('Its tool "get_note" changed since it was first used.');
    expect(listed).toContain("- Returns a note.\n");
    expect(listed).toContain("+ Returns a note.⟨U+200B⟩ And more.\n");
    const command = /glassbox mcp approve (notes get_note --hash (\w+))/.exec(listed);
    expect(command).not.toBeNull();
    expect((await mcp("ls")).stdout).toContain("1 to approve");

    const wrong = await mcp("approve", "notes", "get_notes");
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      2,
      expect.stringContaining(
        'notes has nothing called get_notes that waits (did you mean "get_note"?)',
      ),
    ]);
    const other = await mcp("approve", "notes", "get_note", "--hash", "0000");
    expect([other.exitCode, other.stderr]).toEqual([
      1,
      expect.stringContaining("get_note of notes is another one by now"),
    ]);
    const before = (await mcp("approve", "notes", "--list")).stdout;
    expect(before).toContain("+ Returns a note.⟨U+200B⟩ And more.\n");
    for (const blind of [["notes"], ["notes", "get_note"], ["notes", "--all"]]) {
      const refused = await mcp("approve", ...blind);
      expect([refused.exitCode, refused.stdout]).toEqual([2, ""]);
      expect(refused.stderr.replace(/\s+/g, " ")).toContain(`glassbox mcp approve ${command![1]}`);
    }
    expect((await mcp("approve", "notes", "--list")).stdout).toBe(before);
    const done = await mcp("approve", ...command![1]!.split(" "));
    expect([done.exitCode, done.stderr]).toEqual([0, ""]);
    expect(done.stdout).toContain("✓ approved notes tool get_note\n");
    expect((await mcp("approve")).stdout).toBe("nothing waits\n");
    const nothing = await mcp("approve", "notes");
    expect(nothing.stderr).toContain("nothing of the server notes waits for an approval");
    const escape = String.fromCharCode(27);
    writeFileSync(file, JSON.stringify({ tools: [{ ...said("x"), name: `get_x${escape}[2J` }] }));
    const checked = (await mcp("check", "notes")).stdout;
    expect(checked).toContain("waits for you: tool get_x");
    expect(checked).not.toContain(escape);
    say("Returns a note.\u200b And more.");
    await mcp("check", "notes");
    const listing = await home.run(["tools", "ls"]);
    expect(listing.stdout).toContain("notes__get_note");
  },
  PATIENCE,
);
