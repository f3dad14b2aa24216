/**
 * Every number that a ranking depends on. Set by the goals of `dev-goals.ts`, rounded; what they are worth is measured on
 * goals that had no part in it.
 */
export const WEIGHTS = {
  /** Shares of the score. Without an embedder `meaning` is left out and the others share alone. */
  words: 0.15,
  meaning: 0.1,
  example: 0.5,
  types: 0.25,

  bm25: {
    /** Usual values of k1 and b: S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework" (2009). */
    k1: 1.2,
    b: 0.5,
    /** How much a word counts in each field. */
    name: 3,
    description: 1,
    parameters: 0.4,
    examples: 0.5,
    /** Words of a tool of usual size. A constant, so that no other tool changes the score of one. */
    usualLength: 30,
    /** Tools of a usual home, for the same reason. */
    usualTools: 100,
    /** The sum at which the score is one half. */
    half: 2.5,
  },

  /** Tools without worked goals are searched as texts. */
  search: {
    /** By field: what a word counts, how much the field's length takes from it, and the usual length. */
    fields: {
      name: { weight: 5, b: 0.8, usual: 3 },
      lead: { weight: 1.5, b: 0.3, usual: 10 },
      rest: { weight: 0.3, b: 0.5, usual: 40 },
      parameters: { weight: 0.6, b: 0.8, usual: 5 },
      details: { weight: 0.2, b: 0.8, usual: 30 },
    },
    /** A longer first sentence is no longer one about the purpose. */
    leadWords: 25,
    k1: 1.2,
    /** A constant for the number of tools, as above. */
    usualTools: 1_000,
    half: 9,
    /** How sure a word of the same meaning is, and one that begins alike or is one slip away. */
    related: 0.7,
    /** What each further word of a meaning takes from that. */
    crowd: 0.1,
    like: 0.8,
    /** What it is worth to be of the server that the goal names. */
    server: 5,
    /** For a tool that does the same kind of thing to the world as the goal, and for one that does another. */
    sameDeed: 1.1,
    otherDeed: 0.85,
    /** What words are worth beside an embedder. */
    beside: 0.6,
    /** How much of what the types say for or against is believed. */
    types: 0.5,
  },

  likeness: {
    /** Share of the embedder in the likeness of two goals; the rest is their words. */
    meaning: 0.75,
    /** How much a small word counts beside another one. */
    smallWord: 0.6,
    /** How much a word counts against the likeness that only the goal, or only the example has. */
    goalOnly: 0.4,
    exampleOnly: 0.4,
    /** Share of the second best example of a tool. */
    second: 0.3,
    /** What the words of a trusted tool count in the place of examples that it has none of. */
    without: 0.6,
  },

  /** What is added to one half for each thing that a goal has and a tool takes, or lacks. */
  fit: {
    urlTaken: 0.5,
    urlIgnored: -0.35,
    urlMissing: -0.5,
    globTaken: 0.4,
    globMissing: -0.25,
    pathTaken: 0.15,
    pathIgnored: -0.2,
    pathMissing: -0.2,
    twoPathsTaken: 0.4,
    secondPathMissing: -0.4,
    textTaken: 0.15,
    textIgnored: -0.2,
    textMissing: -0.05,
    codeTaken: 0.3,
    flagsTaken: 0.4,
    questionAnswered: 0.15,
    questionChanges: -0.2,
    needsResults: -0.35,
  },
};
