import { expect, test } from "bun:test";
import fc from "fast-check";
import { EventReader } from "./event-reader.ts";

interface Read {
  readonly events: [name: string, data: string][];
  readonly ids: string[];
  readonly retries: number[];
  readonly oversized: number[];
}

function read(pieces: readonly Uint8Array[], maxBytes = 1_000): Read {
  const found: Read = { events: [], ids: [], retries: [], oversized: [] };
  const reader = new EventReader(maxBytes, {
    event: (data, name) => found.events.push([name, data]),
    id: (value) => found.ids.push(value),
    retry: (ms) => found.retries.push(ms),
    oversized: (_head, _tail, bytes) => found.oversized.push(bytes),
  });
  for (const piece of pieces) reader.push(piece);
  return found;
}

const bytes = (text: string) => [Buffer.from(text)];

test("fields, comments, line ends and a byte order mark are read as the standard says", () => {
  const stream =
    "\uFEFFid: 1\r\nevent: message\r\nretry: 500\r\ndata: a\r\ndata:b\r\n\r\n: still here\n\ndata\n\nid\nretry: soon\ndata:  c\n\n";
  expect(read(bytes(stream))).toEqual({
    events: [
      ["message", "a\nb"],
      ["", ""],
      ["", " c"],
    ],
    ids: ["1", ""],
    retries: [500],
    oversized: [],
  });
});

test("an event that does not end is no event", () => {
  expect(read(bytes("data: a\n")).events).toEqual([]);
});

test("an event above the cap is left out, and the next one is read", () => {
  const long = "x".repeat(2_000);
  const found = read(bytes(`data: ${long}\n\ndata: short\n\n`));
  expect(found.events).toEqual([["", "short"]]);
  expect(found.oversized).toEqual([2_006]);
  const parts = Array.from({ length: 20 }, () => `data: ${"y".repeat(100)}\n`).join("");
  const second = read(bytes(`${parts}\ndata: short\n\n`));
  expect([second.events, second.oversized.length]).toEqual([[["", "short"]], 1]);
});

test("however the bytes are cut, the same events come out", () => {
  const data = fc.array(fc.string({ unit: "grapheme" }).filter((each) => !/[\r\n]/.test(each)));
  const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
  fc.assert(
    fc.property(data, cuts, (texts, sizes) => {
      const whole = Buffer.from(texts.map((each) => `data: ${each}\n\n`).join(""));
      const pieces: Uint8Array[] = [];
      for (let at = 0, turn = 0; at < whole.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        pieces.push(whole.subarray(at, at + size));
        at += size;
      }
      expect(read(pieces, 1_000_000).events).toEqual(texts.map((each) => ["", each]));
    }),
  );
});
