import { ENOSYS, openLinuxCalls } from "../linux.ts";
import { knownArchitecture } from "../syscalls.ts";
import { refuse } from "./refuse.ts";

/** Runs a program of Bun, and all that it starts, as if the kernel had no seccomp: `bun without-seccomp.ts FILE ARG...` */
refuse(openLinuxCalls(knownArchitecture() ?? "x64"), ["seccomp"], ENOSYS);
const child = Bun.spawn([process.execPath, ...process.argv.slice(2)], {
  stdio: ["inherit", "inherit", "inherit"],
});
process.exit(await child.exited);
