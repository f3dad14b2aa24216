import { expect, test } from "bun:test";
import type { FileChange } from "../types.ts";
import { artifactsOf } from "./artifacts.ts";

function file(path: string, bytes: string | Uint8Array): FileChange {
  const given = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
  return { path, change: "created", before: null, sha256: "0".repeat(64), bytes: given };
}

const PNG = "\x89PNG\r\n\x1a\n-";

test("an image is known by its bytes and not by its name", () => {
  const { entries, blocks } = artifactsOf([
    file("chart.txt", PNG),
    file("photo", "\xff\xd8\xff\xe0"),
    file("move.bin", "GIF89a..."),
    file("small.webp", "RIFF\x04\0\0\0WEBPVP8 "),
    file("lie.png", "<script>alert(1)</script>"),
  ]);
  expect(entries.map(({ mimeType }) => mimeType)).toEqual([
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    undefined,
  ]);
  expect(blocks.map(({ type }) => type)).toEqual(["image", "image", "image", "image"]);
  expect(entries[4]?.text).toBe("<script>alert(1)</script>");
});

test("a small text stands in the entry, a larger one is embedded, and what does not fit is a hash", () => {
  const { entries, blocks } = artifactsOf([
    file("a.txt", "small"),
    file("b.csv", "1,2\n".repeat(5000)),
    file("c.bin", new Uint8Array([0, 1, 2])),
    file("d.bin", new Uint8Array(3 * 1024 * 1024)),
  ]);
  expect(entries.map(({ text }) => text)).toEqual(["small", undefined, undefined, undefined]);
  expect(blocks).toEqual([
    {
      type: "resource",
      resource: {
        uri: "python:///work/b.csv",
        mimeType: "text/plain",
        text: "1,2\n".repeat(5000),
      },
    },
    {
      type: "resource",
      resource: {
        uri: "python:///work/c.bin",
        mimeType: "application/octet-stream",
        blob: "AAEC",
      },
    },
  ]);
  expect(entries[3]).toMatchObject({ path: "d.bin", bytes: 3 * 1024 * 1024 });
});

test("images above the cap of an answer are named and not sent", () => {
  const large = Buffer.concat([Buffer.from(PNG, "latin1"), Buffer.alloc(3 * 1024 * 1024)]);
  const { entries, blocks } = artifactsOf([file("one.png", large), file("two.png", large)]);
  expect(entries.map(({ mimeType }) => mimeType)).toEqual(["image/png", "image/png"]);
  expect(blocks).toHaveLength(1);
});

test("a path cannot break out of the address that stands for it", () => {
  const { blocks } = artifactsOf([file("a b/?#.bin", new Uint8Array([0]))]);
  expect(blocks[0]).toMatchObject({ resource: { uri: "python:///work/a%20b/%3F%23.bin" } });
});

test("a deleted file has no content", () => {
  const gone: FileChange = {
    path: "old.txt",
    change: "deleted",
    before: "1".repeat(64),
    sha256: null,
    bytes: null,
  };
  expect(artifactsOf([gone])).toEqual({
    entries: [
      { path: "old.txt", change: "deleted", before: "1".repeat(64), sha256: null, bytes: 0 },
    ],
    blocks: [],
  });
});
