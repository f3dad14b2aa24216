import { expect, test } from "bun:test";
import { existsSync } from "node:fs";

import { partsOf } from "../../plugins/backup/parts.ts";
import { HOME } from "../cli/uninstall/known.ts";
import { survey } from "../cli/uninstall/survey.ts";
import { listeningHome } from "./testing.ts";

test("uninstalling knows every file of a home that listens, and a backup holds no token", async () => {
  await using home = await listeningHome();
  await home.call("tokens.add", { name: "editor" });
  const found = survey(home.home, HOME, () => false);
  expect(found.stays).toEqual([]);
  const { parts, secrets, unknown } = partsOf(home.home);
  expect(parts.map(({ name }) => name).filter((name) => /token|http|mcp/.test(name))).toEqual([]);
  expect(secrets).toEqual(expect.arrayContaining(["token", "tokens.json"]));
  expect(unknown).toEqual([]);
});

test("a kernel that nobody asked to listen has no token, no listener and nothing of one in memory", async () => {
  await using home = await listeningHome(null);
  for (const name of ["token", "tokens.json", "http.json"])
    expect(existsSync(`${home.home}/${name}`)).toBe(false);
  const script = `
    const { serveHome } = await import("${import.meta.dir}/../socket/server.ts");
    const { kernelWith } = await import("${import.meta.dir}/../socket/echo-kernel.ts");
    const server = await serveHome(process.argv[1], kernelWith(null));
    console.log(JSON.stringify(Object.keys(require.cache).filter((path) => /hono|modelcontextprotocol/.test(path))));
    await server.close("over");`;
  const child = Bun.spawn([process.execPath, "-e", script, `${home.home}-idle`], {
    stdout: "pipe",
    stderr: "inherit",
  });
  expect(await child.stdout.text()).toBe("[]\n");
  Bun.spawnSync(["rm", "-rf", `${home.home}-idle`]);
});
