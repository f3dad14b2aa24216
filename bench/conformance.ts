// What the official suite says of us: our server side with one server and with three behind it, a stateless client in front of a
// server that knows sessions alone, the tasks extension, and the client side that speaks with servers.
import { clientConformance } from "./conformance/client-suite.ts";
import { crossEraLeg, serverLeg, tasksLeg, throughHubLeg } from "./conformance/legs.ts";
import { missedBars } from "./support/bars.ts";
import { progress, runBench } from "./support/bench.ts";
import { withTempFolder } from "./support/temp-folder.ts";

await runBench("conformance", () =>
  withTempFolder(async (folder) => {
    const server = await serverLeg(folder);
    const throughHub = await throughHubLeg(folder);
    const crossEra = await crossEraLeg(folder);
    const tasks = await tasksLeg(folder);
    progress("client: the suite runs");
    const { legacy, modern } = await clientConformance();
    const figures = {
      server: server.passed,
      serverOf: server.total,
      throughHub: throughHub.passed,
      throughHubOf: throughHub.total,
      crossEra: crossEra.passed,
      crossEraOf: crossEra.total,
      tasks: tasks.passed,
      tasksOf: tasks.total,
      client: legacy.passed + modern.passed,
      clientOf: legacy.total + modern.total,
    };
    if (missedBars("conformance", figures).length > 0 || tasks.passed < tasks.total) endInFailure();
    return { figures };
  }),
);

/** Less than was promised is no success, whatever else is printed. */
function endInFailure(): void {
  process.on("exit", () => {
    process.exitCode = 1;
  });
}
