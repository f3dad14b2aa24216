import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { newHome, openHouse, pluginOf } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { createHub, type HubEvent } from "../../mcp/hub/index.ts";
import { rawServer } from "../../mcp/hub/testing.ts";
import type { Wire } from "../../mcp/wire/index.ts";
import type { Secrets } from "../contracts/secrets.ts";
import { plugin as wirePlugin } from "../wire/index.ts";
import { withoutSecrets } from "./guarded-tools.ts";
import { plugin } from "./index.ts";

setDefaultTimeout(60_000);

/** A server that tells its secret in every way, and dies with it on its lips when it is asked to. */
const TELLTALE = `
  const value = process.env.TOKEN;
  const ways = {
    value, json: JSON.stringify({ value }), again: JSON.stringify(JSON.stringify({ value })),
    url: encodeURIComponent(value), basic: Buffer.from("user:" + value).toString("base64"), [value]: 1,
  };
  console.error("connecting with " + value);
  send({ method: "notifications/message", params: { level: "info", data: ways } });
  if (params.arguments.die) { console.error("cannot go on: " + value); process.exit(3); }
  const content = [{ type: "text", text: JSON.stringify(ways) }, { type: "text", text: value }];
  send({ id, result: { content, structuredContent: ways } });`;

const VALUES = [
  "plain-value-4711",
  'quo"ted\\value',
  "äöü€-😀-value",
  "a+b/c=d&e f%20",
  "two lines\nof a value",
  "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END KEY-----",
];

function bytesBelow(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  const texts = files.flatMap((entry) => {
    // The store itself, which is encrypted, and its key.
    if (!entry.isFile() || entry.name.startsWith("secrets.")) return [];
    const bytes = readFileSync(join(entry.parentPath, entry.name));
    const plain = entry.name.endsWith(".zst") ? Bun.zstdDecompressSync(bytes) : bytes;
    return [Buffer.from(plain).toString("utf8")];
  });
  return texts.join("\n");
}

for (const value of VALUES) {
  test(`a secret that a server was given is nowhere but there: ${JSON.stringify(value)}`, async () => {
    using home = newHome();
    const told: HubEvent[] = [];
    let host: Host | undefined;
    const secrets = () => host?.provided<Secrets>("secrets").get("home");
    const hub = createHub({
      servers: () => [rawServer(TELLTALE, { name: "tale", env: { TOKEN: "secret://token" } })],
      recorder: () => host?.provided<Wire>("wire").get("recorder"),
      secret: async (name) => secrets()?.get(name),
      onEvent: (event) => told.push(event),
    });
    await using house = await openHouse({
      home: home.path,
      isBare: true,
      plugins: [
        { name: "secrets", load: async () => plugin },
        { name: "wire", load: async () => wirePlugin },
        pluginOf("hub-again", (given) => {
          host = given;
          given.port(
            "tools",
            withoutSecrets(hub, (text) => secrets()?.redact(text) ?? text),
          );
        }),
      ],
    });
    try {
      await house.call("secrets.set", { name: "token", value });
      const ask = (id: string, args: JsonObject) =>
        call(id, "tale__look", args, { intent: "Look" });
      const plan = (die: boolean) =>
        ({ goal: "look", steps: [ask("one", { die })] }) as unknown as JsonObject;
      const { run } = await house.run(plan(false), { yes: true });
      expect(JSON.stringify(house.events(run))).toContain("[secret token]");
      await house.run(plan(true), { yes: true });
      await hub.close();
      await house.close();

      expect(told.map(({ type }) => type)).toContain("server.failed");
      const everywhere = bytesBelow(home.path) + JSON.stringify(told);
      expect(everywhere).toContain("[secret token]");
      const inner = JSON.stringify(value).slice(1, -1);
      const forms = [value, inner, encodeURIComponent(value), ...value.split("\n").slice(1, -1)];
      const basic = Buffer.from(`user:${value}`).toString("base64").slice(8, -4);
      for (const form of [...forms, basic]) expect(everywhere.includes(form)).toBe(false);
    } finally {
      await hub.close();
    }
  });
}
