import { afterEach, beforeEach, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { makeWheel, type MadeWheel } from "./testing-archive.ts";
import { makeWorld, type World } from "./testing.ts";

const app: MadeWheel = { name: "app", version: "1.0", requires: ["lib"] };
const lib: MadeWheel = { name: "lib", version: "1.0" };

let world: World;
beforeEach(() => {
  world = makeWorld();
  world.index.publish(app, lib);
});
afterEach(() => world.end());

function spawnAdd(image: string, name: string) {
  const script = join(import.meta.dir, "testing-add.ts");
  const lockFile = join(world.folder, "pyodide-lock.json");
  const args = [script, world.store, world.index.address, lockFile, image, name];
  return Bun.spawn([process.execPath, ...args], { stdout: "inherit", stderr: "inherit" });
}

function wheelFiles(): readonly string[] {
  return readdirSync(join(world.store, "wheels"));
}

test("a process that is killed while it fetches leaves nothing broken, and nobody waits for it", async () => {
  const asked = Promise.withResolvers<void>();
  const pending = [
    () => {
      asked.resolve();
      const first = makeWheel(lib).slice(0, 100);
      return new Response(new ReadableStream({ start: (sink) => sink.enqueue(first) }));
    },
  ];
  world.index.intercept("/files/lib", () => pending.shift()?.());
  const child = spawnAdd("lab", "app");
  await asked.promise;
  while (!wheelFiles().some((file) => file.endsWith(".part"))) await Bun.sleep(5);
  child.kill("SIGKILL");
  await child.exited;

  expect((await world.open().images()).map(({ name }) => name)).toEqual(["base"]);
  expect((await world.add("lab", "app")).added).toHaveLength(2);
  expect(await world.open().wheels("lab")).toHaveLength(2);
  expect(wheelFiles().filter((file) => file.endsWith(".part"))).toEqual([]);
});

test("processes that add at the same time lose nothing", async () => {
  const names = ["one", "two", "three"];
  world.index.publish(...names.map((name) => ({ name, version: "1", requires: ["lib"] })));
  const children = names.map((name) => spawnAdd("lab", name));
  expect(await Promise.all(children.map((child) => child.exited))).toEqual([0, 0, 0]);
  const wheels = await world.open().wheels("lab");
  expect(wheels.map(({ name }) => name).sort()).toEqual(["lib", "one", "three", "two"]);
});
