import { expect, test } from "bun:test";
import { join } from "node:path";

import { withTempFolder } from "./support/temp-folder.ts";

const ROOT = join(import.meta.dir, "..");

/** Boots a home in a process of its own, and says which files are loaded then. */
const BOOT = `
const { openKernel } = await import(${JSON.stringify(join(ROOT, "main.ts"))});
const { serveHome } = await import(${JSON.stringify(join(ROOT, "ui/socket/server.ts"))});
const server = await serveHome(process.env.GLASSBOX_HOME, openKernel);
console.log(JSON.stringify(Object.keys(require.cache)));
await server.close("seen");
process.exit(0);
`;

test("an idle kernel holds nothing that plans, runs, captures, archives or speaks to servers", async () => {
  await withTempFolder(async (folder) => {
    const env = {
      ...process.env,
      GLASSBOX_HOME: join(folder, "home"),
      XDG_STATE_HOME: join(folder, "state"),
    };
    const child = Bun.spawn([process.execPath, "-e", BOOT], { env, stdout: "pipe" });
    const loaded = (JSON.parse(await new Response(child.stdout).text()) as string[]).map((path) =>
      path.replace(`${ROOT}/`, ""),
    );
    expect(await child.exited).toBe(0);
    const held = (parts: RegExp) => loaded.filter((path) => parts.test(path));

    expect(held(/^kernel\//)).not.toEqual([]);
    expect(held(/^mcp\/hub\/(start|connection|link|stdio|in-process)/)).toEqual([]);
    expect(held(/^plugins\/planner\/./)).toEqual(["plugins/planner/index.ts"]);
    expect(held(/^plugins\/(plans|reflector|validator)\/(?!index)/)).toEqual([]);
    expect(held(/^plugins\/steps\/(call|conclude|judge|settle)/)).toEqual([]);
    expect(held(/^plugins\/workspace\/(at-work|store|restore\/restore)/)).toEqual([]);
    expect(held(/^plugins\/model-[a-z]+\/(provider|language-model|sdk)/)).toEqual([]);
    expect(held(/^plugins\/skills\/(catalog|planner|keep\/keep)/)).toEqual([]);
    expect(held(/^plugins\/time\/(fork|rewind|undo)\.ts/)).toEqual([]);
    expect(held(/node_modules\/(?!zod\/)/)).toEqual([]);
  });
});
