import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Server } from "@modelcontextprotocol/server";

import { type FrontHouse, openFront, textIn } from "../../../bench/support/front-house.ts";
import { toolServer } from "../../../bench/support/tool-server.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { InProcessSpec } from "../../hub/index.ts";

/** Asks the person in front of the client while it works. */
const speaker: InProcessSpec = {
  name: "speaker",
  transport: "in-process",
  rooted: false,
  trusted: true,
  async create() {
    const server = new Server({ name: "speaker", version: "1" }, { capabilities: { tools: {} } });
    server.setRequestHandler("tools/list", () => ({
      tools: [{ name: "asks", inputSchema: { type: "object" as const } }],
    }));
    server.setRequestHandler("tools/call", async () => {
      const said = await server.elicitInput({
        mode: "form",
        message: "Which colour?",
        requestedSchema: { type: "object", properties: { colour: { type: "string" } } },
      });
      return { content: [{ type: "text", text: JSON.stringify(said) }] };
    });
    return server;
  },
};

let calls = 0;
const started = Promise.withResolvers<void>();
const shop = toolServer("shop", {
  buy: { effect: "once", run: ({ article = "" }) => ({ bought: article, calls: (calls += 1) }) },
  waits: {
    effect: "once",
    run: (_, { signal }) => {
      started.resolve();
      return new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(new Error("taken back"))),
      );
    },
  },
  breaks: {
    effect: "once",
    run: () => {
      throw new Error("out of stock");
    },
  },
});

let house: FrontHouse;
beforeAll(async () => {
  house = await openFront({ servers: [speaker, shop] });
});
afterAll(() => house[Symbol.asyncDispose]());

const yes = () => ({ action: "accept", content: { decision: "approve once" } });

describe("a call that changes something", () => {
  for (const era of ["modern", "legacy"] as const) {
    test(`is put to the person, and made once they approve it (${era})`, async () => {
      const asked: string[] = [];
      await using client = await house.connect({
        era,
        person: ({ message }) => {
          asked.push(String(message));
          return yes();
        },
      });
      const before = calls;
      const done = await client.call("call", { tool: "shop__buy", args: { article: "$tea" } });
      expect(done.structuredContent).toMatchObject({ bought: "$tea" });
      expect(calls).toBe(before + 1);
      expect(asked).toHaveLength(1);
      expect(asked[0]).toStartWith("Glassbox asks: Run ");
      expect(asked[0]).toContain("shop__buy (once, cannot be undone)");
      expect(asked[0]).toContain("article: $tea");
      const run = String(done._meta!["dev.glassbox/run"]);
      const answered = house.events(run).find(({ type }) => type === "ask.answered");
      expect(answered).toMatchObject({ data: { by: "person", via: "elicitation", value: true } });
      expect(house.events(run)[0]!.actor).toMatch(/^client\/test-client-1@[\da-f]{12}$/);
    });

    for (const [said, answer] of [
      ["denies", { action: "accept", content: { decision: "deny" } }],
      ["declines", { action: "decline" }],
    ] as const)
      test(`is not made when the person ${said} (${era})`, async () => {
        await using client = await house.connect({ era, person: () => answer as JsonObject });
        const before = calls;
        const refused = await client.call("call", { tool: "shop__buy", args: { article: "tea" } });
        expect(refused).toMatchObject({ isError: true });
        expect(textIn(refused)).toContain("denied");
        expect(calls).toBe(before);
      });

    test(`that nobody can be asked about waits, with the command for a person (${era})`, async () => {
      await using client = await house.connect({ era });
      const before = calls;
      const waiting = await client.call("call", { tool: "shop__buy", args: { article: "tea" } });
      const { label } = waiting.structuredContent as { label: string };
      expect(textIn(waiting)).toContain(`glassbox approve ${label}   or   glassbox deny ${label}`);
      expect(calls).toBe(before);
      await house.call("run.answer", { run: label, value: true });
      const report = await client.call("status", { run: label, wait: 60 });
      expect(report.structuredContent).toMatchObject({ standing: "finished" });
      expect(calls).toBe(before + 1);
      const shown = textIn(await client.call("show", { address: `${label}@call` }));
      expect(JSON.parse(shown)).toMatchObject({ bought: "tea" });
    });
  }

  for (const era of ["modern", "legacy"] as const) {
    test(`goes on when the person answers at a terminal instead (${era})`, async () => {
      const answer = Promise.withResolvers<JsonObject>();
      const { promise: asked, resolve } = Promise.withResolvers<void>();
      await using client = await house.connect({
        era,
        person: () => {
          resolve();
          return answer.promise;
        },
      });
      const pending = client.call("call", { tool: "shop__buy", args: { article: "tea" } });
      await asked;
      await house.call("run.answer", { run: "@", value: true });
      // A stateless client hears of it with its next message, which it sends once its person has spoken.
      if (era === "modern") answer.resolve({ action: "decline" });
      expect((await pending).structuredContent).toMatchObject({ bought: "tea" });
    });

    test(`can be made under its own name where all is shown (${era})`, async () => {
      const principal = { surface: "full" } as const;
      await using client = await house.connect({ era, principal, person: yes });
      await client.tools();
      const args = { path: `${era}.md`, content: "hello" };
      const done = await client.call("files__files_write", args);
      expect(done.structuredContent).toMatchObject({ path: `${era}.md`, created: true });
      await using mute = await house.connect({ era, principal });
      await mute.tools();
      const waiting = await mute.call("files__files_delete", { path: `${era}.md` });
      expect(waiting.isError).toBe(true);
      expect(textIn(waiting)).toContain("glassbox approve");
    });
  }

  test("is made once, however many people say yes at the same moment", async () => {
    await using mute = await house.connect();
    const waiting = await mute.call("call", { tool: "shop__buy", args: { article: "tea" } });
    const { run } = waiting.structuredContent as { run: string };
    const before = calls;
    const clients = await Promise.all(
      (["modern", "legacy", "modern"] as const).map((era, index) =>
        house.connect({ era, principal: { id: `person-${index}` }, person: yes }),
      ),
    );
    const reports = await Promise.all(
      clients.map((client) => client.call("status", { run, wait: 60 })),
    );
    for (const { structuredContent } of reports)
      expect(structuredContent).toMatchObject({ run, standing: "finished" });
    expect(calls).toBe(before + 1);
    const granted = house.events(run).filter(({ type }) => type === "grant.given");
    expect(granted).toHaveLength(1);
    for (const client of clients) await client[Symbol.asyncDispose]();
  });

  test("needs no folder if its server needs none", async () => {
    await using client = await house.connect({
      principal: { dir: null, surface: "full" },
      person: yes,
    });
    const done = await client.call("shop__buy", { article: "tea" });
    expect(done.structuredContent).toMatchObject({ bought: "tea" });
  });

  test("is stopped when its caller takes the request back", async () => {
    await using client = await house.connect({ era: "legacy", person: yes });
    const taken = new AbortController();
    const call = { name: "call", arguments: { tool: "shop__waits" } };
    const pending = client.client.callTool(call, { signal: taken.signal });
    await started.promise;
    taken.abort();
    await expect(pending).rejects.toThrow();
    const report = await house.settled("@");
    expect(report.outcome).not.toBe("done");
    expect(house.events(report.run).map(({ type }) => type)).toContain("stop.requested");
  });

  test("waits when the person leaves the question open", async () => {
    await using client = await house.connect({ person: () => ({ action: "cancel" }) });
    const waiting = await client.call("call", { tool: "shop__buy", args: { article: "tea" } });
    expect(textIn(waiting)).toContain("waits for a person");
  });

  test("says what the tool itself reports as an error", async () => {
    await using client = await house.connect({ person: yes });
    const failed = await client.call("call", { tool: "shop__breaks" });
    expect(failed).toMatchObject({ isError: true });
    expect(textIn(failed)).toContain("out of stock");
  });

  for (const era of ["modern", "legacy"] as const)
    test(`lets its server ask the person in front of the client (${era})`, async () => {
      const questions: string[] = [];
      await using client = await house.connect({
        era,
        person: ({ message }) => {
          questions.push(String(message));
          return message === "speaker asks: Which colour?"
            ? { action: "accept", content: { colour: "red" } }
            : yes();
        },
      });
      const done = await client.call("call", { tool: "speaker__asks" });
      expect(textIn(done)).toContain('"colour":"red"');
      expect(questions).toHaveLength(2);
    });

  test("is taken back by undo, after the person has seen what comes back", async () => {
    const asked: string[] = [];
    const answers: Record<string, string> = { Run: "approve once", Take: "take it back" };
    await using client = await house.connect({
      person: ({ message }) => {
        asked.push(String(message));
        const decision = answers[String(message).split(" ")[2]!]!;
        return { action: "accept", content: { decision } };
      },
    });
    const args = { path: "new.md", content: "hello" };
    await client.call("call", { tool: "files__files_write", args });
    expect(existsSync(join(house.dir, "new.md"))).toBe(true);
    const back = await client.call("undo");
    expect(back.isError).toBeFalsy();
    expect(asked.at(-1)).toContain("delete new.md");
    expect(existsSync(join(house.dir, "new.md"))).toBe(false);
  });

  test("is not taken back by a client that cannot ask", async () => {
    await using asking = await house.connect({ person: yes });
    const args = { path: "stays.md", content: "hello" };
    await asking.call("call", { tool: "files__files_write", args });
    await using client = await house.connect();
    const told = await client.call("undo");
    expect(told.isError).toBe(true);
    expect(textIn(told)).toMatch(/Tell the person: glassbox undo \w+/);
    expect(existsSync(join(house.dir, "stays.md"))).toBe(true);
  });
});
