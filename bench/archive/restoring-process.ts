// Puts a backup in the place of a home, until it is done or killed: `bun restoring-process.ts BACKUP HOME`.
import { restoreHome } from "../../plugins/backup/restore-home.ts";
import { systemClock } from "../../plugins/house/clock.ts";
import { randomIds } from "../../plugins/house/ids.ts";
import { originPublicKey } from "../../plugins/house/origin-key.ts";

const [from = "", home = ""] = process.argv.slice(2);
console.log("ready");
await restoreHome({
  from,
  home,
  force: true,
  lock: () => ({ release: () => {} }),
  checkpoints: () => null,
  writer: { clock: systemClock, ids: randomIds, publicKey: originPublicKey },
});
