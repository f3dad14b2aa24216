import { expect, test } from "bun:test";

import type { JsonObject } from "../../kernel/json.ts";
import type { VerbCall } from "../../kernel/verb.ts";
import type { ConfigStore } from "./config-file.ts";
import { configVerbs } from "./config-verbs.ts";

const config = {
  servers: {
    notes: {
      command: "notes",
      env: { API_TOKEN: "plain-token", KEPT: "secret://notes" },
      headers: { Authorization: "Bearer secret://notes", "X-Key": "Basic plain-key" },
      oauth: { clientId: "us", clientSecret: "plain-client" },
    },
  },
};
const store = { read: () => config, path: "/config.jsonc", update() {} } as unknown as ConfigStore;

async function shown(via: string, name: string, input: JsonObject): Promise<string> {
  const verb = configVerbs(store).find((one) => one.name === name)!;
  const call = { actor: "somebody", via, signal: new AbortController().signal, emit() {} };
  return JSON.stringify(await verb.handler(input, call satisfies VerbCall));
}

const places = ["servers", "servers.notes.env", "servers.notes.env.API_TOKEN"];

test("credentials of servers are shown to the person at the terminal and to nobody else", async () => {
  for (const via of ["mcp", "http", "elicitation", "library"]) {
    const texts = [await shown(via, "config.list", {})];
    for (const key of places) texts.push(await shown(via, "config.get", { key }));
    for (const text of texts) {
      expect(text).toContain("[hidden]");
      expect(text).not.toContain("plain");
    }
    expect(texts[0]).toContain('"KEPT":"secret://notes"');
    expect(texts[0]).toContain('"Authorization":"Bearer secret://notes"');
    expect(texts[0]).toContain('"clientId":"us"');
  }
  for (const key of places)
    expect(await shown("terminal", "config.get", { key })).toContain("plain-token");
});
