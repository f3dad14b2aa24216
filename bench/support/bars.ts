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
  export: { slowdown: { atMost: 0.03 } },
  proof: { verifyEventsPerSecond: { atLeast: 100_000 }, chainOverhead: { atMost: 0.15 } },
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
  files: {
    touchedSpeedup: { atLeast: 10 },
    scanSpeedup: { atLeast: 1.5 },
    restoreSpeedup: { atLeast: 2 },
    sizeRatio: { atMost: 0.6 },
  },
  archive: { timesSmaller: { atLeast: 5 }, showP95Ms: { atMost: 50 } },
  fork: {
    forkMs: { atMost: 1 },
    readThrough200OverFlat: { atMost: 1.25 },
    anyPoint100kP95Ms: { atMost: 5 },
    anyPoint1MP95Ms: { atMost: 20 },
  },
  growth: { bytes200over50: { atMost: 4.2 }, timesSmallerThanCheckpoints: { atLeast: 50 } },
  mcp: {
    hubHttpToDirect: { atMost: 1.35 },
    stdioFrontToDirect: { atMost: 1.5 },
    callCost5000to20: { atMost: 1.1 },
    list50x20Ms: { atMost: 15 },
    list50x20Started: { atMost: 0 },
    surfaceTokens: { atMost: 3000 },
    healthyListMs: { atMost: 300 },
    wedgedSeenMs: { atMost: 10_000 },
    processesLeftByKills: { atMost: 0 },
  },
  conformance: {
    throughHub: { atLeast: 67 },
    crossEra: { atLeast: 36 },
    server: { atLeast: 67 },
    client: { atLeast: 50 },
  },
  toolsearch: { recallAt5: { atLeast: 0.85 } },
  prompt: { freshTokensRatio: { atMost: 0.25 }, tokensBeforeGoal: { atMost: 1200 } },
  sandbox: {
    warmToPython3: { atMost: 0.3 },
    warmToBwrap: { atMost: 0.2 },
    corpusToNative: { atMost: 0.5 },
    coldWithSnapshot: { atMost: 0.125 },
    privateMbPerChild: { atMost: 130 },
    hostileLoopDeadMs: { atMost: 100 },
    escapes: { atMost: 0 },
    fuelDiffers: { atMost: 0 },
  },
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
