// Runs a plan in a kernel of its own and says which events were acknowledged, until somebody kills it.
import { openHouse } from "./kernel.ts";
import { postServer } from "./post-server.ts";

const [home = "", outbox = "", plan = "{}"] = process.argv.slice(2);
const house = await openHouse({ home, servers: [postServer(outbox)] });
house.kernel.ledger.onCommit((events) => {
  for (const { id, type, branch } of events) process.stdout.write(`${type} ${id} ${branch}\n`);
});
await house.start(JSON.parse(plan), { allow: ["post__*"] });
// The kernel of a home stays; this one leaves by force.
await new Promise(() => setInterval(() => {}, 1000));
