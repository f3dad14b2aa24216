import type { Reflex } from "../../../kernel/reflex/reflex.ts";

/** An effect that is under way holds its paths, and what is below and above them, until its outcome is known. */
export const locksReflex: Reflex = ({ effect, paths, held, inFlight }, { run, dir }) => {
  if (effect === "read" || paths.length === 0) return null;
  const wanted = paths.map((path) => `${dir}/${path}/`);
  for (const holder of [...held, ...inFlight]) {
    const path = holder.paths.find((one) => {
      const theirs = `${holder.dir}/${one}/`;
      return wanted.some((mine) => mine.startsWith(theirs) || theirs.startsWith(mine));
    });
    if (path === undefined) continue;
    const who = holder.run === run ? "another step" : `run ${holder.run}`;
    return { rule: "locks", fault: "wait", reason: `${path} is in use by ${who}` };
  }
  return null;
};
