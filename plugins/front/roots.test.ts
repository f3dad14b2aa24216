import { expect, test } from "bun:test";

import type { JsonObject } from "../../kernel/json.ts";
import type { FrontClient } from "../../mcp/front/index.ts";
import { withRootsIn } from "./roots.ts";

const client = (scope: "read" | "full", dir: string | null) =>
  ({ principal: { id: "t", via: "http", scope, dir, surface: null } }) as unknown as FrontClient;
const open = (dir: string) => (dir.startsWith("/folder") ? dir : null);
const roots = ["/folder/a", "/home", "https://example.com/"].map((uri) => ({
  uri: uri.startsWith("/") ? `file://${uri}` : uri,
  name: "n",
}));
const inputResponses = { where: { roots }, who: { action: "accept", content: { name: "Ada" } } };

test.each([
  ["full", "/folder/own", [{ uri: "file:///folder/a", name: "n" }]],
  ["read", "/folder/own", [{ uri: "file:///folder/own" }]],
  ["read", "/home", []],
  ["read", null, []],
] as const)(
  "roots that a client of scope %s in %s hands over with a retry are checked",
  async (scope, dir, left) => {
    const params = { name: "t", inputResponses } as JsonObject;
    expect(await withRootsIn(params, client(scope, dir), open)).toEqual({
      name: "t",
      inputResponses: { ...inputResponses, where: { roots: left } },
    } as never);
  },
);
