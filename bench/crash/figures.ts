/** What is added up over trials. */
export interface Count {
  readonly runs: number;
  readonly kills: number;
  readonly duplicates: number;
  readonly missing: number;
  /** A person, or the model, was told that an outcome is unknown. */
  readonly questions: number;
  readonly unfinished: number;
}

/** One figure for each count, named with a suffix. */
export function figuresOf(counts: readonly Count[], suffix = ""): Record<string, number> {
  const sum = (pick: (count: Count) => number) => counts.reduce((all, one) => all + pick(one), 0);
  return {
    [`runs${suffix}`]: sum(({ runs }) => runs),
    [`kills${suffix}`]: sum(({ kills }) => kills),
    [`duplicates${suffix}`]: sum(({ duplicates }) => duplicates),
    [`missing${suffix}`]: sum(({ missing }) => missing),
    [`questions${suffix}`]: sum(({ questions }) => questions),
    [`unfinished${suffix}`]: sum(({ unfinished }) => unfinished),
  };
}
