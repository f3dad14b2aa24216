import { afterEach, beforeEach, expect, test } from "bun:test";
import pages from "./recorded/pypi.json";
import { makeWorld, refusal, type World } from "./testing.ts";

/** Pages of pypi.org as of 2026-11-22, a few files of each; the lock file is that of the installed Pyodide. */
let world: World;
beforeEach(() => {
  world = makeWorld();
  for (const [name, page] of Object.entries(pages))
    world.index.intercept(`/simple/${name}/`, () => Response.json(atHome(page)));
});
afterEach(() => world.end());

/** The same files at an address of the test, where there are none. */
function atHome(page: { readonly files: readonly { readonly filename: string }[] }): unknown {
  const files = page.files.map((file) => ({ ...file, url: `/files/${file.filename}` }));
  return { ...page, files };
}

/** The file that would be fetched first, to read what it asks for. */
async function wanted(requirement: string): Promise<string> {
  const packages = world.open({
    lockFile: Bun.resolveSync("pyodide/pyodide-lock.json", import.meta.dir),
  });
  const work = packages.add("lab", [requirement], { signal: new AbortController().signal });
  const sentence = await refusal(work);
  return /^missing: (\S+) is not at /.exec(sentence)?.[1] ?? sentence;
}

test("of the published files the right one is chosen", async () => {
  expect({
    compiled: await wanted("pydantic-core"),
    pure: await wanted("pydantic"),
    early: await wanted("pydantic==2.13.0b2"),
    final: await wanted("typing-extensions<4.16"),
    builtNumpy: await wanted("numpy"),
    builtPandas: await wanted("pandas>=3"),
  }).toEqual({
    compiled: "pydantic_core-2.50.4-cp314-cp314-pyemscripten_2026_0_wasm32.whl",
    pure: "pydantic-2.14.3-py3-none-any.whl",
    early: "pydantic-2.13.0b2-py3-none-any.whl",
    final: "typing_extensions-4.15.0-py3-none-any.whl",
    builtNumpy: "numpy-2.4.6-cp314-cp314-pyemscripten_2026_0_wasm32.whl",
    builtPandas: "numpy-2.4.6-cp314-cp314-pyemscripten_2026_0_wasm32.whl",
  });
});

test("what is published for other machines only is said so", async () => {
  expect(await wanted("numpy==2.4.5")).toMatch(
    /^missing: no version of numpy that runs here fits numpy==2\.4\.5 .* the newest that runs here is 2\.4\.6$/,
  );
});
