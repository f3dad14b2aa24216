import { readdirSync, readlinkSync } from "node:fs";

const eventsDescriptor = 3;

/**
 * What the child gets from descriptor 3 upwards: the one named by --events-fd, and 3 when whoever started us opened it.
 * @param {string[]} args
 * @returns {(number | null)[]}
 */
export function extraDescriptors(args) {
  const wanted = new Set(wasInherited(eventsDescriptor) ? [eventsDescriptor] : []);
  for (const [index, arg] of args.entries()) {
    const value = /^--events-fd(?:=(.*))?$/.exec(arg);
    if (value === null) continue;
    const descriptor = Number(value[1] ?? args[index + 1]);
    if (Number.isInteger(descriptor) && descriptor > 2 && isOpen(descriptor))
      wanted.add(descriptor);
  }
  const extra = [];
  for (let descriptor = 3; descriptor <= Math.max(2, ...wanted); descriptor += 1) {
    extra.push(wanted.has(descriptor) ? descriptor : null);
  }
  return extra;
}

/**
 * The runtime opens descriptors of its own, and they may lie at 3: event queues are no file, pipe or socket, and of its
 * own pipes it holds both ends. Where /proc cannot tell (macOS), only --events-fd counts.
 * @param {number} descriptor
 */
function wasInherited(descriptor) {
  const target = targetOf(descriptor);
  if (target === undefined) return false;
  if (target.startsWith("/")) return true;
  if (!/^(pipe|socket):/.test(target)) return false;
  const others = readdirSync("/proc/self/fd").filter((name) => Number(name) !== descriptor);
  return others.every((name) => targetOf(Number(name)) !== target);
}

/** @param {number} descriptor */
function isOpen(descriptor) {
  return process.platform !== "linux" || targetOf(descriptor) !== undefined;
}

/** @param {number} descriptor */
function targetOf(descriptor) {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}
