import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createFrameReader, encodeFrame } from "./frame-codec.ts";

const ANY_SIZE = () => 1_000_000;

/** As a cell would send it. */
function frameOf(tool: string, text: string, bytes: Uint8Array): Uint8Array {
  const json = Buffer.from(JSON.stringify({ is: "call", index: 0, tool, args: { text } }));
  const header = Buffer.alloc(8);
  header.writeUInt32LE(4 + json.length + bytes.length, 0);
  header.writeUInt32LE(json.length, 4);
  return Buffer.concat([header, json, bytes]);
}

const frames = fc.array(
  fc.record({
    tool: fc.string({ maxLength: 20 }),
    text: fc.string({ unit: "grapheme", maxLength: 50 }),
    bytes: fc.uint8Array({ maxLength: 300 }),
  }),
  { maxLength: 8 },
);

describe("frames", () => {
  test("arrive the same however they are cut", () => {
    fc.assert(
      fc.property(frames, fc.array(fc.nat({ max: 200 })), (sent, cuts) => {
        const all = Buffer.concat(sent.map(({ tool, text, bytes }) => frameOf(tool, text, bytes)));
        const reader = createFrameReader();
        const received = [...pieces(all, cuts)].flatMap((piece) => [
          ...reader.push(piece, ANY_SIZE),
        ]);
        expect(
          received.map(({ frame, bytes }) => ({
            ...(frame.is === "call" && { tool: frame.tool, text: frame.args.text }),
            bytes: [...bytes],
          })),
        ).toEqual(sent.map(({ tool, text, bytes }) => ({ tool, text, bytes: [...bytes] })));
      }),
    );
  });

  test("of noise are refused or never complete, and nothing else is thrown", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 })), (noise) => {
        const reader = createFrameReader();
        try {
          for (const piece of noise) expect([...reader.push(piece, ANY_SIZE)]).toEqual([]);
        } catch (error) {
          expect(error).toHaveProperty("name", "ProtocolBreach");
        }
      }),
    );
  });

  test("larger than may come now are refused by their header alone", () => {
    const reader = createFrameReader();
    const header = frameOf("t", "", new Uint8Array(5000)).subarray(0, 8);
    expect(() => [...reader.push(header, () => 4000)]).toThrow("a frame of");
  });

  test("to a cell carry their bytes after the JSON", () => {
    const encoded = Buffer.from(
      encodeFrame({ is: "restore" }, [Buffer.from("ab"), Buffer.from("c")]),
    );
    expect(encoded.readUInt32LE(0)).toBe(encoded.length - 4);
    const jsonEnd = 8 + encoded.readUInt32LE(4);
    expect(JSON.parse(encoded.subarray(8, jsonEnd).toString())).toEqual({ is: "restore" });
    expect(encoded.subarray(jsonEnd).toString()).toBe("abc");
  });
});

function* pieces(bytes: Uint8Array, cuts: readonly number[]): Generator<Uint8Array> {
  let offset = 0;
  for (const cut of cuts) {
    yield bytes.subarray(offset, offset + cut);
    offset += cut;
  }
  yield bytes.subarray(offset);
}
