const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));

/** Words that carry no value of their own. */
export const STOP = words(`
  the a an my our your his her their its this that these those it them to in into from of for as with at on and or is
  are was were be been if whether me us please then now here there file folder directory called named`);

/** Words that people begin a wish with, whatever the tools. */
export const COMMON_VERBS = words(`
  add append archive ask attach bring browse build change check clean compile compute copy count create delete describe
  discard display do download drop echo edit email erase evaluate execute export fetch fill find fix get give go grab
  insert install jot keep list load locate look make match memorise memorize modify move note notify open overwrite paste
  peek place post print publish pull purge put query read recall record remember remove rename replace report reply run
  save scan search see send set share show sort start store submit summarise summarize swap take tell test throw trash
  translate turn update upload use view visit wipe write`);

/** Words that name no wish although an example or a tool begins with them. */
export const NO_VERBS = words(`
  a an the i are is what what's whats where which who when how does do any please can could would will there in on to for
  of my our it its all every each file files`);

/** What may stand between two wishes. */
export const BETWEEN = words(`
  and then than next afterwards afterward finally lastly also after plus that this please when it is done now just so
  first second third`);

/** Of those, the ones that join by themselves. */
export const JOINING = words(
  "and then than next afterwards afterward finally lastly also after plus",
);

/** Verbs whose result a person sees without asking for it once more. */
export const SHOWN_BY_ITSELF = words(`
  open read fetch load get download view cat print show execute run list check tell give compute calculate evaluate
  display see`);

export const SHOWING = words("show tell give display print let see report");

const QUESTION = words(
  "what what's whats which who whose where when how is are was were do does did has have",
);

export function isQuestionWord(word: string): boolean {
  return QUESTION.has(word);
}

/** "serach": the letters of a known word with two of them swapped. "memorise" is "memorize". */
export function mendTypo(word: string, known: ReadonlySet<string>): string {
  const american = word.replace(/ise$/, "ize");
  if (american !== word && known.has(american)) return american;
  if (word.length < 4 || known.has(word)) return word;
  const sorted = [...word].toSorted().join("");
  for (const one of known)
    if (one.length === word.length && one[0] === word[0] && [...one].toSorted().join("") === sorted)
      return one;
  return word;
}
