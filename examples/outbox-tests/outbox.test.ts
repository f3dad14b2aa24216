// The example of the outbox, in the kernel that the program has: what counts is the outbox's own file.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

import { openKernel } from "../../main.ts";
import { type Client, connect } from "../../ui/socket/index.ts";

setDefaultTimeout(30_000);

const EXAMPLE = join(import.meta.dir, "../outbox");
const NUMBERS = ["014", "015", "016"];
const SEND = "outbox__outbox_send";

interface Report {
  readonly outcome: string | null;
  readonly standing: string;
  readonly reason: string;
  readonly answer: string;
  readonly proof: string;
  readonly price: { readonly tokens: number };
}

let home: string;
let client: Client;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "glassbox-home-"));
  client = await connect({ home, inline: openKernel });
});

afterAll(async () => {
  await client.close();
  rmSync(home, { recursive: true, force: true });
});

/** A copy of the example, removed at the end of its scope. */
function copy() {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "glassbox-outbox-")));
  cpSync(EXAMPLE, dir, { recursive: true });
  const invoice = (number: string) => join(dir, `invoices/${number}.md`);
  return {
    dir,
    text: (number: string) => readFileSync(invoice(number), "utf8"),
    write: (number: string, text: string) => writeFileSync(invoice(number), text),
    mails(): Record<string, string>[] {
      const lines = readFileSync(join(dir, "outbox/outbox.jsonl"), "utf8").trimEnd().split("\n");
      return lines.map((line) => JSON.parse(line));
    },
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  };
}

const sent = ({ mails }: ReturnType<typeof copy>) => mails().map(({ id }) => id!);

async function run(goal: string, dir: string, allow: readonly string[] = [SEND]): Promise<Report> {
  const started = (await client.call("run.start", { goal, dir, allow })) as { run: string };
  return (await client.call("run.follow", { run: started.run })) as unknown as Report;
}

describe("send the three invoices", () => {
  test("each goes out once, with what the invoice says, and the outbox is read again", async () => {
    using folder = copy();
    const report = await run("Send the three invoices", folder.dir);
    expect(report).toMatchObject({
      outcome: "done",
      answer: "✓ 3 mails, none twice, none missing",
      proof: "3 invoices, each found once in the outbox",
      price: { tokens: 0 },
    });
    expect(sent(folder).toSorted()).toEqual(NUMBERS);
    for (const { id, ...mail } of folder.mails()) {
      const { to, subject, message } = parse(folder.text(id!).split("---\n")[1]!);
      expect(mail).toEqual({ to, subject, body: message });
    }
  });

  test("what is in the outbox already is not sent again", async () => {
    using folder = copy();
    writeFileSync(
      join(folder.dir, "invoices/017.md"),
      folder.text("016").replace('"016"', '"017"'),
    );
    expect(await run("Send the invoices", folder.dir)).toMatchObject({ outcome: "done" });
    expect(await run("Send all invoices.", folder.dir)).toMatchObject({
      outcome: "done",
      answer: "✓ 4 mails, none twice, none missing",
    });
    expect(sent(folder).toSorted()).toEqual([...NUMBERS, "017"]);
  });

  test("waits for a person who has allowed nothing, and nothing is sent", async () => {
    using folder = copy();
    const report = await run("send the invoices", folder.dir, []);
    expect(report).toMatchObject({ outcome: null, standing: "waiting" });
    expect(() => folder.mails()).toThrow("ENOENT");
  });
});

describe("nothing is sent", () => {
  const cases: [string, string, (folder: ReturnType<typeof copy>) => void, RegExp][] = [
    ["there are more than the goal says", "Send the two invoices", () => {}, /must be 2, not 3/],
    [
      "two invoices have one number",
      "Send the three invoices",
      ({ text, write }) => write("016", text("014")),
      /step distinct: .*count must be 3, not 2/,
    ],
    [
      "one has no address",
      "Send the three invoices",
      ({ text, write }) => write("015", text("015").replace(/^to: .*\n/m, "")),
      /step tops: .*to/,
    ],
  ];
  test.each(cases)("when %s", async (_, goal, spoil, words) => {
    using folder = copy();
    spoil(folder);
    const report = await run(goal, folder.dir);
    expect(report).toMatchObject({ outcome: "incomplete" });
    expect(report.reason).toMatch(words);
    expect(() => folder.mails()).toThrow("ENOENT");
  });
});

test("a folder without an outbox has none of its tools", async () => {
  using folder = copy();
  const servers = async () => {
    const { tools } = (await client.call("tools.list", { dir: folder.dir })) as {
      tools: { server: string }[];
    };
    return new Set(tools.map(({ server }) => server));
  };
  expect(await servers()).toContain("outbox");
  rmSync(join(folder.dir, "outbox"), { recursive: true });
  expect(await servers()).not.toContain("outbox");
});

test("every run of the example can be done again from its record, with no mail sent", async () => {
  const { runs } = (await client.call("runs.list", {})) as { runs: { run: string }[] };
  expect(runs.length).toBeGreaterThan(0);
  for (const { run } of runs)
    expect(await client.call("run.replay", { run })).toMatchObject({ run, difference: null });
});
