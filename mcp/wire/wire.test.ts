import { describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { sha256 } from "../../kernel/json.ts";
import type { WireMessage } from "./index.ts";
import { LARGEST_KEPT } from "./take-down.ts";
import { answered, asked, EVERYTHING, testFolder, testWire, until } from "./testing.ts";

const textOf = (dir: string) =>
  readdirSync(dir)
    .map((name) => readFileSync(join(dir, name)))
    .map((bytes, at) =>
      readdirSync(dir)[at]!.endsWith("zst") ? Bun.zstdDecompressSync(bytes) : bytes,
    )
    .map((bytes) => new TextDecoder().decode(bytes))
    .join("");

describe("a recorded message", () => {
  test("belongs to the run that we say, whatever others say of it", async () => {
    await using wire = testWire();
    const claim = { _meta: { "dev.glassbox/run": "another" } };
    const front = { hop: "front", peer: "client" } as const;
    wire.record(asked(1, claim, { ...front, direction: "in" }));
    wire.record(answered(1, { content: [] }, { ...front, direction: "out" }));
    wire.record(asked(2, {}, { ...front, direction: "in" }));
    const ours = { content: [], _meta: { "dev.glassbox/run": "ours" } };
    wire.record(answered(2, ours, { ...front, direction: "out" }));
    wire.record(asked(3, { _meta: { "dev.glassbox/run": "ours" } }));
    wire.record(answered(3, { content: [], ...claim }));
    const entries = await wire.read(EVERYTHING);
    expect(entries.map(({ run }) => run)).toEqual(["", "", "", "ours", "ours", "ours"]);
  });

  test("says when it crossed, where, in which direction, and what it was", async () => {
    await using wire = testWire();
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    wire.record(asked(1, { _meta: { traceparent, "dev.glassbox/run": "r1" } }));
    wire.record(answered(1, { content: [{ type: "text", text: "hello" }] }));
    const [request, answer] = await wire.read(EVERYTHING);
    expect(request).toMatchObject({
      n: 1,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      hop: "hub",
      peer: "memory",
      connection: "c1",
      direction: "out",
      kind: "request",
      id: 1,
      method: "tools/call",
      run: "r1",
      traceparent,
      state: "kept",
      redactions: [],
      message: { jsonrpc: "2.0", id: 1, params: { name: "echo" } },
    });
    // An answer says none of that; it is known by its request.
    expect(answer).toMatchObject({
      direction: "in",
      kind: "response",
      method: "tools/call",
      run: "r1",
      traceparent,
      message: { result: { content: [{ text: "hello" }] } },
    });
  });

  test("that crossed as text stays that text, and its hash is of it", async () => {
    await using wire = testWire();
    const message = '{"id":1.50e1,  "method":"ping","jsonrpc":"2.0", "x":"\\u00e9"}';
    wire.record(asked(1, {}, { message }));
    await wire.flush();
    const line = textOf(wire.dir).split("\n")[1]!;
    const [, salt] = /"salt":"([0-9a-f]+)"/.exec(line) ?? [];
    expect(line).toEndWith(`"message":${message}}`);
    expect(line).toContain(`"sha256":"${sha256(salt + message)}"`);
  });

  test("may hold line breaks, be a batch, or be no JSON at all", async () => {
    await using wire = testWire();
    const odd = ['{\n"method": "a"\n}', "not JSON\n", [{ id: 1, method: "b" }], undefined, 7];
    for (const message of odd) wire.record(asked(1, {}, { message }));
    const entries = await wire.read(EVERYTHING);
    expect(entries.map(({ message }) => message)).toEqual([
      { method: "a" },
      "not JSON\n",
      [{ id: 1, method: "b" }],
      null,
      7,
    ]);
    expect(entries.map(({ kind }) => kind)).toEqual([
      "notification",
      ...Array<"other">(4).fill("other"),
    ]);
  });

  test("that is very large is named and not kept, as text or parsed", async () => {
    await using wire = testWire();
    const text = "x".repeat(LARGEST_KEPT + 1);
    wire.record(asked(1));
    wire.record(answered(1, { content: [{ type: "text", text }] }));
    wire.record(asked(2));
    wire.record(
      answered(2, {}, { message: JSON.stringify({ jsonrpc: "2.0", id: 2, result: text }) }),
    );
    const large = { state: "large", message: null, sha256: null, method: "tools/call" } as const;
    const [, first, , second] = await wire.read(EVERYTHING);
    expect(first).toMatchObject({ ...large, id: 1 });
    expect(second).toMatchObject({ ...large, id: 2, length: text.length + 36 });
  });

  test("is without secrets, and says which were taken out", async () => {
    const redact = (text: string) => text.replaceAll("hunter22", "[secret door]");
    await using wire = testWire({ redact });
    wire.record(asked(1, { arguments: { password: "hunter22", other: 1 } }, { peer: "hunter22" }));
    const [entry] = await wire.read(EVERYTHING);
    expect(entry).toMatchObject({
      peer: "[secret door]",
      redactions: ["door"],
      message: { params: { arguments: { password: "[secret door]", other: 1 } } },
    });
    expect(textOf(wire.dir)).not.toContain("hunter22");
  });
});

describe("recording", () => {
  test("takes what the secrets are before it writes anything down", async () => {
    let secret: string | undefined;
    await using wire = testWire({
      ready: async () => void (secret = "hunter22"),
      redact: (text) => (secret === undefined ? text : text.replaceAll(secret, "[secret door]")),
    });
    wire.record(asked(1, { arguments: { password: "hunter22" } }));
    await wire.flush();
    expect(textOf(wire.dir)).not.toContain("hunter22");
  });

  test("begins by itself, a moment later", async () => {
    await using wire = testWire();
    wire.record(asked(1));
    await until(() => readdirSync(join(wire.dir, "..")).includes("wire"));
    await until(() => textOf(wire.dir).includes("message 1"));
  });

  test("makes no file as long as there is nothing to record, or it is switched off", async () => {
    let isOn = false;
    await using wire = testWire({ isOn: () => isOn });
    await wire.flush();
    wire.record(asked(1));
    await wire.flush();
    expect(await wire.read(EVERYTHING)).toEqual([]);
    expect(readdirSync(join(wire.dir, ".."))).toEqual([]);
    isOn = true;
    wire.record(asked(2));
    expect((await wire.read(EVERYTHING)).map(({ id }) => id)).toEqual([2]);
  });

  test("never throws, whatever a message is", async () => {
    await using wire = testWire();
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    const trap = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("hands off");
        },
      },
    );
    for (const message of [circle, trap, 10n, () => 1])
      wire.record(asked(1, {}, { message } as Partial<WireMessage>));
    wire.record(asked(2));
    const entries = await wire.read(EVERYTHING);
    expect(entries.filter(({ state }) => state === "kept").at(-1)?.id).toBe(2);
    expect(entries.filter(({ state }) => state === "lost")).not.toEqual([]);
  });

  test("lets go what is too much for its memory, and says how much that was", async () => {
    const limits = { backlog: { messages: 10, weight: 1_000_000 }, gatherMs: 60_000 };
    await using wire = testWire({ limits });
    for (let id = 1; id <= 25; id += 1) wire.record(asked(id));
    const entries = await wire.read(EVERYTHING);
    expect(entries.slice(0, 10).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(entries.slice(10)).toMatchObject([{ state: "lost", dropped: 15 }]);
    await wire.seal();
    expect(wire.sealed).toMatchObject([{ entries: 11, dropped: 15 }]);
  });

  test("goes on after a disk that took nothing, with a gap that says so", async () => {
    using folder = testFolder();
    const dir = join(folder.path, "wire");
    writeFileSync(dir, "in the way");
    await using wire = testWire({ dir });
    wire.record(asked(1));
    await wire.flush();
    wire.record(asked(2));
    await wire.flush();
    expect(wire.troubles).toHaveLength(1);
    rmSync(dir);
    mkdirSync(dir);
    wire.record(asked(3));
    const entries = await wire.read(EVERYTHING);
    expect(entries.map(({ id, dropped }) => [id, dropped])).toEqual([
      [3, 0],
      [null, 2],
    ]);
  });
});

describe("reading", () => {
  test("finds by server, hop, method, run, trace and time, the last ones first", async () => {
    await using wire = testWire();
    const trace = "0af7651916cd43dd8448eb211c80319c";
    wire.record(asked(1, { _meta: { "dev.glassbox/run": "r1" } }));
    wire.record(answered(1));
    wire.record(asked(2, { _meta: { traceparent: `00-${trace}-b7ad6b7169203331-01` } }));
    wire.record(asked(3, {}, { peer: "other", hop: "front" }));
    await wire.seal();
    wire.record(answered(2));
    wire.record(asked(4, {}, { message: { id: 4, method: "ping" } }));
    const ids = async (filter: object) =>
      (await wire.read({ ...EVERYTHING, ...filter })).map(({ id }) => id);
    expect(await ids({})).toEqual([1, 1, 2, 3, 2, 4]);
    expect(await ids({ limit: 2 })).toEqual([2, 4]);
    expect(await ids({ limit: 3, peer: "memory" })).toEqual([2, 2, 4]);
    expect(await ids({ hop: "front" })).toEqual([3]);
    expect(await ids({ peer: "memory", method: "tools/call" })).toEqual([1, 1, 2, 2]);
    expect(await ids({ method: "tools" })).toEqual([]);
    expect(await ids({ run: "r1" })).toEqual([1, 1]);
    expect(await ids({ trace })).toEqual([2, 2]);
    const now = Date.now() + 1;
    expect(await ids({ to: now })).toEqual([1, 1, 2, 3, 2, 4]);
    expect(await ids({ from: now })).toEqual([]);
    expect(await ids({ from: 0, to: 1 })).toEqual([]);
  });

  test("tells which run something without a run of its own was for", async () => {
    await using wire = testWire();
    const meta = { "dev.glassbox/run": "r1", progressToken: 7 };
    const progress = { method: "notifications/progress", params: { progressToken: 7 } };
    wire.record(asked(1, { _meta: meta }));
    wire.record(asked(2, { _meta: { "dev.glassbox/run": "r2" } }));
    wire.record(answered(0, {}, { message: progress }));
    wire.record(answered(0, {}, { message: { id: "q", method: "elicitation/create" } }));
    const [, , told, question] = await wire.read(EVERYTHING);
    expect(told).toMatchObject({ run: "r1", during: [] });
    expect(question).toMatchObject({ run: "", during: ["r1", "r2"] });
  });
});
