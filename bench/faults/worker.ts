// Plays each fault whose name comes as a line, and answers with one line of JSON. A kernel that hangs or falls takes only
// this process with it.
import { CONTROL, FAULTS } from "./catalogue/index.ts";
import { verdictOf } from "./verdict.ts";

for await (const name of console) {
  if (name === "") continue;
  const fault = [CONTROL, ...FAULTS].find((one) => one.name === name);
  if (!fault) throw new Error(`no fault is called ${JSON.stringify(name)}`);
  console.log(JSON.stringify(await verdictOf(fault)));
}
process.exit(0);
