import { expect, test } from "bun:test";

import { RequestFault } from "../fault.ts";
import type { Principal } from "./desk.ts";
import { createFront } from "./index.ts";
import { ModernCall } from "./modern-call.ts";
import { Parking } from "./parking.ts";

const principal = (id: string): Principal => ({
  id,
  via: "http",
  scope: "read",
  dir: null,
  surface: null,
});

test("whoever opens session after session throws out no one but itself", async () => {
  const front = createFront({ version: "1", desks: [] });
  const post = (as: Principal, message: object, session?: string) =>
    front.fetch(
      new Request("http://127.0.0.1/mcp", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          ...(session !== undefined && { "mcp-session-id": session }),
        },
        body: JSON.stringify({ jsonrpc: "2.0", ...message }),
      }),
      as,
    );
  const params = {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "c", version: "1" },
  };
  const open = async (as: Principal) => {
    const response = await post(as, { id: 1, method: "initialize", params });
    await response.text();
    return response.headers.get("mcp-session-id")!;
  };
  const isThere = async (as: Principal, session: string) =>
    (await post(as, { id: 2, method: "ping" }, session)).status === 200;
  const [quiet, greedy] = [principal("quiet"), principal("greedy")];
  const kept = await open(quiet);
  const first = await open(greedy);
  let last = first;
  for (let n = 0; n < 1_100; n += 1) last = await open(greedy);
  expect(await isThere(quiet, kept)).toBe(true);
  expect(await isThere(greedy, first)).toBe(false);
  expect(await isThere(greedy, last)).toBe(true);
  await front.close();
});

test("whoever lets questions wait takes the room of nobody else", () => {
  const parking = new Parking({ seconds: 60, most: 10, mostOfOne: 2 });
  const park = (as: string) => parking.park(new ModernCall({}), as, "b");
  for (let n = 0; n < 2; n += 1) park("greedy");
  expect(() => park("greedy")).toThrow(RequestFault);
  expect(park("quiet")).toBeString();
  parking.close();
});
