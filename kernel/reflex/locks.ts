import type { Reflex } from "./reflex.ts";

/** An effect that is under way holds its paths, and what is below and above them, until its outcome is known. */
export const locksReflex: Reflex = ({ effect, paths, held, inFlight }, { run, dir }) => {
  if (effect === "read" || paths.length === 0) return null;
  const flying = inFlight.flatMap((one) =>
    one.paths.map((path) => ({ run: one.run, dir: one.dir, path })),
  );
  const mine = paths.map((path) => `${dir}/${path}/`);
  const holder = [...held, ...flying].find((one) => {
    const theirs = `${one.dir}/${one.path}/`;
    return mine.some((path) => path.startsWith(theirs) || theirs.startsWith(path));
  });
  if (!holder) return null;
  const who = holder.run === run ? "another step" : `run ${holder.run}`;
  return { rule: "locks", fault: "wait", reason: `${holder.path} is in use by ${who}` };
};
