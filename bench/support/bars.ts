/** What a figure has to reach. */
export type Bar = { readonly atMost: number } | { readonly atLeast: number };

/** The figures we promise, by bench. Everything else that a bench prints stands beside them. */
export const BARS: Readonly<Record<string, Readonly<Record<string, Bar>>>> = {
  step: {
    ratioToPi150: { atMost: 0.5 },
    ratioToLangGraph150: { atMost: 0.05 },
    growth150over10: { atMost: 2 },
    storeToPi200: { atMost: 0.25 },
  },
  cold: { rssIdleMb: { atMost: 60 } },
  replay: { foldEventsPerSecond: { atLeast: 300_000 }, anyPointP95Ms: { atMost: 5 } },
  goals: {
    solvedSingle: { atLeast: 0.75 },
    solvedMulti: { atLeast: 0.4 },
    timesConstrainedJson: { atLeast: 6 },
    toolTop1: { atLeast: 0.85 },
    toolTop3: { atLeast: 0.95 },
    gainFromUse: { atLeast: 0.03 },
  },
  crash: {
    kills: { atLeast: 200 },
    duplicates: { atMost: 0 },
    missing: { atMost: 0 },
    needlessQuestions: { atMost: 0 },
    unfinished: { atMost: 0 },
  },
  faults: { faults: { atLeast: 30 }, hangs: { atMost: 0 }, wrongDone: { atMost: 0 } },
  prompt: { freshTokensRatio: { atMost: 0.25 }, tokensBeforeGoal: { atMost: 1200 } },
};

export function holds(bar: Bar, figure: number): boolean {
  return "atMost" in bar ? figure <= bar.atMost : figure >= bar.atLeast;
}

export function barText(bar: Bar): string {
  return "atMost" in bar
    ? `≤ ${bar.atMost.toLocaleString("en")}`
    : `≥ ${bar.atLeast.toLocaleString("en")}`;
}

/** One line for each promised figure of a bench that is missed or was not measured. */
export function missedBars(bench: string, figures: Readonly<Record<string, number>>): string[] {
  return Object.entries(BARS[bench] ?? {}).flatMap(([name, bar]) => {
    const figure = figures[name];
    if (figure === undefined) return [`${name} was not measured (bar: ${barText(bar)})`];
    return holds(bar, figure) ? [] : [`${name} is ${figure}, its bar is ${barText(bar)}`];
  });
}
