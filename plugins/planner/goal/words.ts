/** Words that carry no value of their own. */
export const STOP: ReadonlySet<string> = new Set(
  "the a an my our your his her their its this that these those it them to in into from of for as with at on by and or is are was were be been me us please then now here there file folder directory called named".split(
    " ",
  ),
);
