import { expect, test } from "bun:test";
import { Database } from "bun:sqlite";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { newHome } from "../../bench/support/kernel.ts";
import { openVectors } from "./vectors.ts";

const vector = (...numbers: number[]) => Float32Array.from(numbers);
const fileIn = (home: { path: string }) => join(home.path, "index", "vectors.db");

test("vectors are there at the next opening, by embedder and text", () => {
  using home = newHome();
  const one = openVectors(fileIn(home));
  one.put("a/b", ["x", "y"], [vector(1, 0.5), vector(-2, 3)]);
  one.close();
  const two = openVectors(fileIn(home));
  expect(two.get("a/b", ["y", "z", "x"])).toEqual([vector(-2, 3), undefined, vector(1, 0.5)]);
  expect(two.get("a/c", ["x"])).toEqual([undefined]);
  two.close();
});

test("a file that is none is thrown away and made anew", () => {
  using home = newHome();
  mkdirSync(join(home.path, "index"));
  writeFileSync(fileIn(home), "this is no database, and long enough to look like one".repeat(100));
  const vectors = openVectors(fileIn(home));
  vectors.put("e", ["x"], [vector(1)]);
  expect(vectors.get("e", ["x"])).toEqual([vector(1)]);
  vectors.close();
  const again = openVectors(fileIn(home));
  expect(again.get("e", ["x"])).toEqual([vector(1)]);
  again.close();
});

test("a table of another shape is thrown away too", () => {
  using home = newHome();
  mkdirSync(join(home.path, "index"));
  const other = new Database(fileIn(home), { create: true });
  other.run("CREATE TABLE vectors (word TEXT)");
  other.close();
  const vectors = openVectors(fileIn(home));
  vectors.put("e", ["x"], [vector(1)]);
  expect(vectors.get("e", ["x"])).toEqual([vector(1)]);
  vectors.close();
});

test("where no file can be, vectors last as long as they are open", () => {
  using home = newHome();
  writeFileSync(join(home.path, "index"), "a file where the folder should be");
  const vectors = openVectors(fileIn(home));
  vectors.put("e", ["x"], [vector(1)]);
  expect(vectors.get("e", ["x"])).toEqual([vector(1)]);
  vectors.close();
});

test("a vector that was cut or is no number counts as missing", () => {
  using home = newHome();
  const vectors = openVectors(fileIn(home));
  vectors.put("e", ["x", "y"], [vector(1, 2), vector(3, 4)]);
  vectors.close();
  const damage = new Database(fileIn(home));
  damage.run("UPDATE vectors SET vector = x'000102' WHERE id = 1");
  damage.run("UPDATE vectors SET vector = x'0000c07f' WHERE id = 2");
  damage.close();
  const again = openVectors(fileIn(home));
  expect(again.get("e", ["x", "y"])).toEqual([undefined, undefined]);
  again.close();
});

test("the oldest go when there are too many", () => {
  using home = newHome();
  const vectors = openVectors(fileIn(home), 3);
  for (const text of ["a", "b", "c", "d", "e"]) vectors.put("e", [text], [vector(1)]);
  vectors.close();
  const again = openVectors(fileIn(home), 3);
  const kept = again.get("e", ["a", "b", "c", "d", "e"]).map((one) => one !== undefined);
  expect(kept).toEqual([false, false, true, true, true]);
  again.close();
});
