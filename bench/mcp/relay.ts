// Carries bytes to a program and back and looks at none of them: what a process in between costs in any case.
//   bun relay.ts COMMAND ARGUMENT…
import { spawn } from "node:child_process";

const [command = "", ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
process.stdin.on("data", (chunk: Buffer) => child.stdin.write(chunk));
process.stdin.on("end", () => child.stdin.end());
child.stdout.on("data", (chunk: Buffer) => process.stdout.write(chunk));
child.on("exit", () => process.exit(0));
