// Plays schedules FROM to TO (not among them), and prints what they came across. `bun run.ts FROM TO`
import { z } from "zod";

import { playSchedules } from "./index.ts";

const [from, to] = z.tuple([z.coerce.number(), z.coerce.number()]).parse(process.argv.slice(2));
const tally = await playSchedules(from, to);
console.log(JSON.stringify({ ...tally, faults: tally.faults.slice(0, 5) }));
