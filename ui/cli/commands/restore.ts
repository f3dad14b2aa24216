import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";

import { usage } from "../../../kernel/error.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import { homeFolder, homePaths } from "../../socket/index.ts";
import { addLeaf, type Menu } from "../command.ts";
import { good, oneLine } from "../render/text.ts";
import { localTime } from "../render/time.ts";

export function addRestore(menu: Menu): void {
  addLeaf<{ force?: boolean }>(menu, menu.program, {
    name: "restore",
    summary: "Put a backup in the place of the home, once all of it was verified.",
    examples: ["glassbox restore /media/disk/glassbox", "glassbox restore old-backup --force"],
    build: (command) =>
      void command
        .argument("<dir>", "a folder that glassbox backup has written")
        .option("--force", "put a home aside that has events which the backup has not"),
    async handler(_session, [dir], { force }) {
      if (!dir) throw usage("name the backup's folder", "glassbox restore DIR");
      const named = homeFolder();
      const home = existsSync(named) ? realpathSync(named) : named;
      const restored = await restore(resolve(dir), home, force === true);
      const { manifest, aside, newOrigins } = restored;
      const { created, withheld, tenants } = manifest;
      const data = { home, aside, created, newOrigins, withheld, tenants };
      return { data: data as object as JsonValue, text: describe(restored, home) };
    },
  });
}

/** No kernel may be at work in a home that is being replaced, so this is done here and by no verb. */
async function restore(from: string, home: string, force: boolean) {
  const [{ restoreHome }, { takeLock }, { systemClock }, { randomIds }, { originPublicKey }] =
    await Promise.all([
      import("../../../plugins/backup/restore-home.ts"),
      import("../../socket/lock.ts"),
      import("../../../plugins/house/clock.ts"),
      import("../../../plugins/house/ids.ts"),
      import("../../../plugins/house/origin-key.ts"),
    ]);
  const [{ openConfig }, { secondPlace }] = await Promise.all([
    import("../../../plugins/house/config-file.ts"),
    import("../../../plugins/proof/second-place.ts"),
  ]);
  return restoreHome({
    from,
    home,
    force,
    lock: () => takeLock(homePaths(home).lock),
    checkpoints: (staged) => secondPlace({ home, config: () => openConfig(staged).read() }),
    writer: { clock: systemClock, ids: randomIds, publicKey: originPublicKey },
  });
}

type Restored = Awaited<ReturnType<typeof restore>>;

function describe({ manifest, aside, newOrigins }: Restored, home: string): string {
  const { created, withheld } = manifest;
  const settings = withheld.filter((name) => !name.startsWith("tenants/"));
  return [
    `${good("✓")} the backup of ${localTime(created)} is in ${oneLine(home)}`,
    ...(aside === null ? [] : [`  the home of before is ${oneLine(aside)}`]),
    ...(newOrigins.length === 0
      ? []
      : [
          "  without its key the old chain is closed: it verifies, and a new one goes on beside it",
        ]),
    ...(settings.length === 0
      ? []
      : [`  set again what was withheld: ${oneLine(settings.join(", "))}`]),
    "  see for yourself: glassbox verify",
  ].join("\n");
}
