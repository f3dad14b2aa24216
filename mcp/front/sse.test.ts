import { expect, test } from "bun:test";
import { openEventStream } from "./sse.ts";

test("a stream of events carries its messages and ends", async () => {
  const stream = openEventStream({ "mcp-session-id": "s" }, () => {});
  stream.send('{"a":1}');
  stream.end();
  stream.send('{"late":true}');
  expect(stream.response.headers.get("content-type")).toBe("text/event-stream");
  expect(stream.response.headers.get("mcp-session-id")).toBe("s");
  expect(await stream.response.text()).toBe('event: message\ndata: {"a":1}\n\n');
});

test("whoever closes it is gone, and whoever leaves very much unread is taken to be", async () => {
  let closed = 0;
  const left = openEventStream({}, () => (closed += 1));
  await left.response.body?.cancel();
  left.send("{}");
  expect(closed).toBe(1);

  let abandoned = 0;
  const unread = openEventStream({}, () => (abandoned += 1));
  for (let sent = 0; sent < 20_000; sent += 1) unread.send("{}");
  expect(abandoned).toBe(1);
  await expect(unread.response.text()).rejects.toThrow("nobody reads");
});
