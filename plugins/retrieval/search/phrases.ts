/**
 * English that says in several words, small ones mostly, what a tool says in one. General usage only: nothing here is about
 * one product.
 */
const PHRASES: readonly (readonly [said: RegExp, meant: string])[] = [
  [/\bget(?:ting)? rid of\b/g, "delete"],
  [/\b(?:throw|chuck|put) (?:it |them )?away\b/g, "discard"],
  [/\btak(?:e|ing) (?:it |them |this |that )?out\b/g, "remove"],
  [/\blook(?:ing)? (?:for|up)\b|\blook (?:something|it|this|that) up\b/g, "search"],
  [/\blook(?:ing)? at\b|\bhave a look\b|\btake a look\b/g, "view"],
  [/\bset(?:ting)? up\b/g, "create"],
  [/\bfill(?:ing)? (?:in|out)\b/g, "fill"],
  [/\b(?:sign|log)(?:s|ged|ging)? (?:\w+ )?out\b/g, "logout"],
  [/\b(?:sign|log)(?:s|ged|ging)? in\b/g, "login"],
  [/\bgo(?:ing)? to\b/g, "navigate"],
  [/\bswitch(?:ing)? (?:over )?to\b/g, "switch"],
  [/\bhow many\b|\bnumber of\b/g, "count"],
  [/\bhow (?:big|large|much space|heavy)\b/g, "size"],
  [/\bhow (?:fast|slow)\b/g, "performance"],
  [/\bhow (?:far|long (?:does|will|would) it take)\b/g, "distance duration"],
  [/\bhow (?:high|tall)\b/g, "elevation height"],
  [/\bhow (?:do|can|would) (?:i|we) (?:get|go|drive|walk|travel)\b/g, "directions"],
  [/\b(?:how )?long ago\b/g, "relative time"],
  [/\b(?:plus|minus|added to)\b/g, "sum numbers"],
  [/\bthumbs (?:up|down)\b/g, "reaction emoji"],
  [/\bat once\b|\bin one go\b|\bin bulk\b|\ball together\b/g, "multiple"],
  [/\bstep by step\b/g, "thinking steps"],
  [/\bside by side\b/g, "multiple"],
  [/\btick(?:ed|ing)? off\b|\bcheck(?:ed|ing)? off\b/g, "complete"],
  [/\bno longer\b/g, "remove"],
  [/\bsource (?:control|management)\b|\bversion control\b/g, "git repository"],
  [/\bprs?\b/g, "pull request"],
  [/\bmrs?\b/g, "merge request"],
  [/(?<!\S)#[a-z][\w-]*/g, "channel"],
  [/(?<!\S)@[a-z][\w-]*/g, "user"],
  [/\b(?:called|named|that says|saying)\b/g, ""],
  [/\bwas said\b/g, "messages history"],
  [/\b(?:do|does|have) (?:we|i|you|they) have\b|\b(?:are there|is there|exist)\b/g, "list"],
  [/\bto ?dos?\b/g, "task"],
  [/\bwho\b/g, "user"],
];

/** The goal in lower case, with each of these phrases in a tool's words. */
export function plainly(goal: string): string {
  return PHRASES.reduce((text, [said, meant]) => text.replace(said, meant), goal.toLowerCase());
}
