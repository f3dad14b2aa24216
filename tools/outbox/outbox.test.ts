import { describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import { createServer, isOutbox } from "./index.ts";
import { inProcess, mail, newOutbox, SERVER, type Session, TRANSPORTS } from "./testing.ts";
import type { ExpectTemplate } from "./tool.ts";

const toolsOf = async ({ client }: Session) => (await client.listTools()).tools;

describe.each(TRANSPORTS)("an outbox, %s", (_, connect) => {
  test("keeps each mail as one line, finds it again and lists them in their order", async () => {
    using outbox = newOutbox();
    await using session = await connect(outbox.root);
    expect((await session.call("outbox_list", {})).data).toMatchObject({ mails: [], count: 0 });
    for (const id of ["014", "015"]) {
      const sent = await session.call("outbox_send", mail(id));
      expect(sent.data).toEqual({ id, to: "ada@example.org", sent: true });
    }
    const lines = outbox.text().split("\n");
    expect(lines.map((line) => line && JSON.parse(line))).toEqual([mail("014"), mail("015"), ""]);
    const found = await session.call("outbox_find", { id: "015" });
    expect(found.data).toEqual({ found: true, mail: mail("015") });
    expect((await session.call("outbox_find", { id: "016" })).data).toEqual({ found: false });
    expect((await session.call("outbox_list", {})).data).toEqual({
      mails: [mail("014"), mail("015")],
      count: 2,
      twice: [],
      missing: [],
      summary: "✓ 2 mails, none twice, none missing",
    });
  });

  test("saves nobody from sending a mail twice, and says so when asked", async () => {
    using outbox = newOutbox();
    await using session = await connect(outbox.root);
    for (const id of ["014", "015", "014"]) await session.call("outbox_send", mail(id));
    expect(outbox.ids()).toEqual(["014", "015", "014"]);
    const { data } = await session.call("outbox_list", { ids: ["014", "016"] });
    expect(data).toMatchObject({ count: 2, twice: ["014"], missing: ["016"] });
    expect(data["summary"]).toBe("✗ 2 mails, 014 twice, 016 missing");
  });

  test("refuses what is no mail, names the argument, and sends nothing", async () => {
    using outbox = newOutbox();
    await using session = await connect(outbox.root);
    const cases: [object, RegExp][] = [
      [{ id: "0 14" }, /id/],
      [{ to: "nobody" }, /to: .*ada@example\.org|ada@example\.org/],
      [{ subject: "two\nlines" }, /one line/],
      [{ cc: "tom@example.org" }, /unknown argument cc; the arguments are id, to, subject, body/],
    ];
    for (const [wrong, words] of cases) {
      const answer = await session.call("outbox_send", { ...mail("014"), ...wrong });
      expect(answer).toMatchObject({ isError: true, text: expect.stringMatching(words) });
    }
    expect((await session.call("outbox_list", {})).data).toMatchObject({ count: 0 });
  });

  test("lies about the mails that its settings name, in the words of the truth", async () => {
    using outbox = newOutbox({ version: 1, faults: { lieAbout: ["016"] } });
    await using session = await connect(outbox.root);
    const true_ = await session.call("outbox_send", mail("015"));
    const lie = await session.call("outbox_send", mail("016"));
    expect(lie).toMatchObject({ isError: false, data: { ...true_.data, id: "016" } });
    expect(outbox.ids()).toEqual(["015"]);
  });
});

test("a mail is sent as a probe, and what it expects does not hold before and holds after", async () => {
  using outbox = newOutbox();
  await using session = await inProcess(outbox.root);
  const send = (await toolsOf(session)).find(({ name }) => name === "outbox_send");
  expect(send?._meta).toMatchObject({
    "dev.glassbox/effect": "probe",
    "dev.glassbox/destinations": ["$args.to"],
  });
  const templates = send?._meta?.["dev.glassbox/expect"] as ExpectTemplate[];
  const [template, ...others] = templates;
  expect(others).toEqual([]);
  const args: Record<string, string> = mail("014");
  const filled = JSON.parse(JSON.stringify(template), (_, value) =>
    typeof value === "string" && value.startsWith("$args.") ? args[value.slice(6)] : value,
  ) as ExpectTemplate;
  const holds = async () => {
    const { data } = await session.call(filled.probe.tool, filled.probe.args);
    return new Ajv().compile(filled.matches)(data);
  };
  expect(await holds()).toBe(false);
  await session.call("outbox_send", { ...mail("014"), body: "another text" });
  expect(await holds()).toBe(false);
  await session.call("outbox_send", mail("014"));
  expect(await holds()).toBe(true);
  expect(filled.matches).toMatchObject({ title: "014" });
});

test("told to die after a mail, it is killed with that mail out and the answer not in, once", async () => {
  using outbox = newOutbox({ version: 1, faults: { dieAfter: 2, lieAbout: ["099"] } });
  const child = Bun.spawn([process.execPath, SERVER, outbox.root], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "ignore",
  });
  const protocolVersion = "2025-06-18";
  const clientInfo = { name: "test", version: "1" };
  const send = (message: object) =>
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const call = (id: number, mailId: string) =>
    send({ id, method: "tools/call", params: { name: "outbox_send", arguments: mail(mailId) } });
  send({ id: 0, method: "initialize", params: { protocolVersion, capabilities: {}, clientInfo } });
  send({ method: "notifications/initialized" });
  for (const [index, id] of ["014", "015", "016"].entries()) call(index + 1, id);
  const answers = (await child.stdout.text()).trimEnd().split("\n");
  await child.exited;
  expect(child.signalCode).toBe("SIGKILL");
  expect(answers.map((line) => JSON.parse(line).id)).toEqual([0, 1]);
  expect(outbox.ids()).toEqual(["014", "015"]);
  expect(outbox.settings()).toEqual({ version: 1, faults: { lieAbout: ["099"] } });
  expect(readdirSync(join(outbox.root, "outbox")).toSorted()).toEqual([
    "outbox.json",
    "outbox.jsonl",
  ]);

  await using session = await inProcess(outbox.root);
  expect((await session.call("outbox_send", mail("016"))).data).toMatchObject({ sent: true });
  expect(outbox.ids()).toEqual(["014", "015", "016"]);
});

describe("what a crash or a hand has left", () => {
  test("half a line is no mail, and the next one begins on a line of its own", async () => {
    using outbox = newOutbox();
    await using session = await inProcess(outbox.root);
    for (const id of ["014", "015"]) await session.call("outbox_send", mail(id));
    truncateSync(join(outbox.root, "outbox/outbox.jsonl"), outbox.text().length - 5);
    expect((await session.call("outbox_find", { id: "015" })).data).toEqual({ found: false });
    await session.call("outbox_send", mail("016"));
    expect(outbox.ids()).toEqual(["014", "016"]);
  });

  test("a line that is no mail is named with its number, and no mail is sent over it", async () => {
    using outbox = newOutbox();
    await using session = await inProcess(outbox.root);
    outbox.write("outbox.jsonl", `${JSON.stringify(mail("014"))}\n{"id": 15}\n`);
    const { isError, text, meta } = await session.call("outbox_list", {});
    expect(isError).toBe(true);
    expect(text).toMatch(
      /^outbox\/outbox\.jsonl: line 2 is no mail: id: .*mend or remove the line/,
    );
    expect(meta).toMatchObject({ "dev.glassbox/final": true });
  });

  test.each([
    ["{", "outbox/outbox.json: is no JSON"],
    ['{"version":2}', "outbox/outbox.json: version: "],
    ['{"version":1,"faults":{"dieAfter":0}}', "outbox/outbox.json: faults.dieAfter: "],
    ['{"version":1,"fault":{}}', "outbox/outbox.json: "],
  ])("settings such as %s are refused, and nothing is sent", async (settings, words) => {
    using outbox = newOutbox();
    await using session = await inProcess(outbox.root);
    outbox.write("outbox.json", settings);
    const { isError, text } = await session.call("outbox_send", mail("014"));
    expect({ isError, text }).toMatchObject({
      isError: true,
      text: expect.stringContaining(words),
    });
    expect(text).toContain('write {"version":1}');
    expect(() => outbox.text()).toThrow("ENOENT");
  });
});

describe("a folder", () => {
  test("has an outbox where its settings are, and no link leads to one elsewhere", () => {
    using outbox = newOutbox();
    using other = newOutbox();
    expect(isOutbox(outbox.root)).toBe(true);
    expect(isOutbox(join(outbox.root, "outbox"))).toBe(false);
    expect(isOutbox("/no/such/folder")).toBe(false);
    rmSync(join(outbox.root, "outbox/outbox.json"));
    symlinkSync(join(other.root, "outbox/outbox.json"), join(outbox.root, "outbox/outbox.json"));
    expect(isOutbox(outbox.root)).toBe(false);
    rmSync(join(outbox.root, "outbox"), { recursive: true });
    symlinkSync(join(other.root, "outbox"), join(outbox.root, "outbox"));
    expect(isOutbox(outbox.root)).toBe(false);
    expect(() => createServer(outbox)).toThrow(/has no outbox; write .* to outbox\/outbox\.json/);
  });

  test("keeps its mails to itself: a link in the place of the file is refused", async () => {
    using outbox = newOutbox();
    const elsewhere = join(outbox.root, "elsewhere.txt");
    writeFileSync(elsewhere, "as it was\n");
    symlinkSync(elsewhere, join(outbox.root, "outbox/outbox.jsonl"));
    await using session = await inProcess(outbox.root);
    const answer = await session.call("outbox_send", mail("014"));
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining("symbolic link") });
    expect(await Bun.file(elsewhere).text()).toBe("as it was\n");
  });

  test("is named on the command line, or the server says how", async () => {
    using outbox = newOutbox();
    mkdirSync(join(outbox.root, "empty"));
    for (const args of [[], [join(outbox.root, "empty")]]) {
      const child = Bun.spawn([process.execPath, SERVER, ...args], { stderr: "pipe" });
      expect(await child.stderr.text()).toContain("Usage: bun tools/outbox/server.ts DIR");
      expect(await child.exited).toBe(2);
    }
  });
});

test("the worked goals hold every text of their call, and the call is one that the tool takes", async () => {
  using outbox = newOutbox();
  await using session = await inProcess(outbox.root);
  for (const tool of await toolsOf(session)) {
    const examples = tool._meta?.["dev.glassbox/examples"] as { goal: string; args: object }[];
    expect(examples.length).toBeGreaterThanOrEqual(6);
    const takes = new Ajv({ strict: false }).compile(tool.inputSchema);
    for (const { goal, args } of examples) {
      expect([goal, takes(args)]).toEqual([goal, true]);
      for (const value of Object.values(args).flat()) expect(goal).toContain(String(value));
    }
  }
});
