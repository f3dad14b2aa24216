/** How much one sign weighs; from 1 on a definition waits for a person. Of a group the heaviest sign counts. */
export interface Rule {
  readonly group: string;
  readonly weight: number;
  readonly pattern: RegExp;
}

/** A few words in between, so that no pattern looks further than that. */
const few = String.raw`(?:\W{1,3}[\w']+){0,4}?\W{1,3}`;

const rule = (group: string, weight: number, source: string): Rule => ({
  group,
  weight,
  pattern: new RegExp(source, "u"),
});

const overriding = String.raw`\b(?:ignor(?:e|ing)|disregard|forget|overrid(?:e|ing)|bypass|discard|do not follow|don't follow|stop following)`;
const whose = String.raw`(?:previous|prior|above|earlier|preceding|all|any|other|your|system|safety|security|the user'?s?|user'?s)`;
const said = String.raw`(?:instructions?|directions?|prompts?|guidelines?|rules|directives?|constraints?|polic(?:y|ies)|restrictions|requests?|wishes)`;
const tell = String.raw`(?:tell|mention|inform|reveal|show|disclose|notify|alert|report|warn|say|let|ask)(?:ing)?`;
const person = String.raw`(?:the user|users|the human|the person|anyone|anybody|them|him|her)\b`;
const no = String.raw`(?:do not|don't|never|must not|mustn't|should not|shouldn't|shall not|without|not)`;

/** Over the text of a whole definition, in lower case (`plainText`). English, and the commonest sentences elsewhere. */
export const textRules: readonly Rule[] = [
  rule("override", 1, `${overriding}${few}${whose}${few}${said}\\b`),
  rule("override", 1, `${overriding}\\W${whose}\\W${said}\\b`),
  rule("override", 1, `${overriding} (?:the |all )?(?:above|previous)(?: and\\b|[,.]|$)`),
  // Written as one word, or put together from letters that were spelt apart.
  rule(
    "override",
    1,
    String.raw`(?:ignore|disregard|forget)[a-z]{0,12}(?:previous|prior|above|earlier)[a-z]{0,12}(?:instruction|direction|prompt|rules)`,
  ),
  rule("override", 0.6, `(?:precedence|priority) over${few}(?:system prompt|user|instructions)`),
  rule(
    "override",
    1,
    String.raw`\bignorier\w*${few}(?:vorherig|bisherig|früher|alle)\w*${few}(?:anweisung|regel|vorgabe)`,
  ),
  rule(
    "override",
    1,
    String.raw`\bignor[ae]\w*${few}(?:instrucciones|istruzioni|instruções|reglas)`,
  ),
  rule(
    "override",
    1,
    String.raw`\bignore[zr]?${few}(?:instructions|consignes)${few}(?:précédentes|antérieures)`,
  ),
  rule(
    "override",
    1,
    String.raw`(?:忽略|无视|忘记)[^\n]{0,12}(?:指令|指示|提示|规则)|(?:以前|前)の[^\n]{0,6}指示[^\n]{0,6}無視`,
  ),
  rule("override", 1, String.raw`(?:игнорируй|забудь)(?:те)?[^\n]{0,30}(?:инструкц|указан|правил)`),

  rule("secrecy", 0.6, `\\b${no} ${tell}(?: \\w+){0,6}? ${person}`),
  rule(
    "secrecy",
    0.6,
    `\\b(?:do not|don't|never|without|not) (?:mention|disclos|reveal)(?:e|ing)? (?:it|this|that|the)\\b`,
  ),
  rule(
    "secrecy",
    0.7,
    String.raw`\b(?:user|human|person)s? (?:must|should|does|do|may|need|needs)(?: not|n't)(?: need to| have to)? (?:know|see|notice|be told|be informed|learn)`,
  ),
  rule(
    "secrecy",
    0.7,
    String.raw`\bhid(?:e|den) (?:it |this )?from (?:the |your )?(?:user|human|person)`,
  ),
  rule(
    "secrecy",
    0.7,
    String.raw`\bkeep (?:this|it|that)(?: \w+)? (?:secret|hidden|confidential|private)`,
  ),
  rule(
    "secrecy",
    0.4,
    String.raw`\b(?:silently|secretly|covertly|discreetly|without (?:the user's|their) (?:knowledge|consent))`,
  ),
  rule(
    "secrecy",
    0.6,
    String.raw`\bno le digas al usuario|ne (?:le )?dis pas à l'utilisateur|ohne es (?:dem|den|der) benutzer|不要告诉用户|не сообщай(?:те)? пользовател`,
  ),

  rule(
    "tags",
    1,
    String.raw`<(important|system|system_message|system_prompt|instructions?|secret|hidden|admin|assistant|override|tool_description)\b[^<>]{0,60}>[^<]{10,4000}<\/\1`,
  ),
  rule(
    "tags",
    0.5,
    String.raw`<\/?(?:important|system|system_message|system_prompt|secret|hidden|admin|assistant|override|tool_description)>`,
  ),
  rule(
    "tags",
    1,
    String.raw`<\|[a-z_]{3,20}\|>|\[\/?inst\]|<<\/?sys>>|\[(?:system|admin|developer)\]|(?:begin|end) system prompt`,
  ),
  rule("tags", 0.8, String.raw`(?:^|\n)(?:#+ ?)?(?:system|assistant|human|developer) ?:`),
  rule("tags", 0.6, String.raw`<!--[^>]{20,}`),

  rule(
    "role",
    0.6,
    String.raw`\b(?:you are now|your new (?:instructions?|objective|role|task)|new (?:policy|objective|directive)\b|from now on|(?:maintenance|developer|admin|god|debug) mode|developer override|no restrictions|jailbreak|you (?:now )?(?:obey|serve)|pretend (?:that|to|you))`,
  ),
  rule(
    "role",
    0.8,
    String.raw`\bsafety (?:rules|guidelines|checks) (?:do not|don't|no longer) apply`,
  ),
  rule(
    "role",
    0.6,
    String.raw`\b(?:the|an?|note to the|message to the) (?:ai )?(?:assistant|ai|llm|language model|ai model|model|agent)\b[^.\n]{0,30}?\b(?:must|shall|should|has to|have to|is required|are required|reads?|treats?)\b`,
  ),
  rule("role", 0.6, String.raw`\bas an ai\b|\bnote to the (?:assistant|model|ai|agent)`),
  rule("role", 0.4, String.raw`(?:^|\n|\. |; )assistant: `),

  rule(
    "permission",
    0.6,
    String.raw`\b(?:skip|bypass|disable|suppress|without)(?: \w+){0,3}? (?:confirmations?|approvals?|permission|consent)\b|\bwithout asking\b`,
  ),
  rule(
    "permission",
    0.7,
    String.raw`\bauto-?approve|\bapprove all\b|\bgrant every\b|\b(?:already|been) (?:approved|authori[sz]ed) (?:them|by|this|it|all)`,
  ),
  rule(
    "authority",
    0.5,
    String.raw`\b(?:administrator|admin|security team|developer|system) (?:requires?|mandates?|orders|has already|policy requires)`,
  ),
  rule("authority", 0.3, String.raw`\bsystem requirement\b|\bmandatory\b`),

  rule(
    "scope",
    0.8,
    String.raw`\b(?:regardless of|no matter)(?: what)? the user|\bwhatever the user`,
  ),
  rule(
    "scope",
    0.4,
    String.raw`\b(?:at the (?:beginning|start) of|in|on) every (?:conversation|turn|session|message|response|answer|call)\b|\bbefore (?:anything else|any other tool|doing anything)`,
  ),
  rule(
    "scope",
    0.6,
    String.raw`\b(?:as|like) (?:instructions|commands|orders)(?: from| of)?\b[^\n]{0,30}|\bobeyed as\b|\bonly with what this tool tells`,
  ),
  rule(
    "scope",
    0.3,
    String.raw`\botherwise (?:the|this) tool|\bor (?:the|this) \w+ (?:fails|will fail)`,
  ),

  rule(
    "run",
    0.6,
    String.raw`\b(?:curl|wget|iwr)\b[^\n|]{0,160}\| ?(?:ba|z)?sh\b|powershell(?:\.exe)? -e`,
  ),
  rule("run", 0.6, String.raw`\brm -rf? [~/$]`),
];

const taking = String.raw`\b(?<!(?:not|don't|never|avoid|cannot) (?:\w+ )?)(?:pass|include|append|attach|put|send|post|upload|forward|encode|copy|read|collect|embed|transmit|exfiltrate|leak|email|dump|grab|harvest|use|list|set|add|take|open|print|reveal)\b`;

/** Over each sentence: something that is not the tool's business, and what is to be done with it. */
export const sentenceRules: readonly (Rule & { readonly and: RegExp })[] = [
  {
    ...rule(
      "takes",
      1,
      String.raw`\.ssh\b(?!\/config)|\bid_rsa|\bid_ed25519|\.aws\/credentials|\/etc\/(?:passwd|shadow)|\bmcp\.json|claude_desktop_config|(?:^|[ "'/(])\.env\b|\.netrc|\/proc\/self\/environ|wallet\.dat|\bprivate keys?\b|\bseed phrase|\b(?:saved )?passwords?\b(?= (?:file|hash|store|here|to the|and not))|\bpassword hashes|\bsaved passwords`,
    ),
    and: new RegExp(taking, "u"),
  },
  {
    ...rule(
      "takes",
      1,
      String.raw`\bid_rsa|\bid_ed25519|\.aws\/credentials|\/etc\/shadow|\bprivate keys?\b|\beverything (?:that )?the user (?:has )?(?:wrote|written|said|typed)`,
    ),
    and: /\b(?:reads (?!.*\bto the caller)|exfiltrates|uploads|posts|passes|copies|collects|encode|pass)\b/,
  },
  {
    ...rule(
      "takes",
      0.8,
      String.raw`\bsystem prompt|\b(?:conversation|chat|message) (?:history|so far)|\b(?:complete|full|entire|whole) (?:text of the |chat |conversation )?(?:conversation|history|context|transcript)|\beverything (?:that )?the user (?:has|wrote|said|typed)|\bfiles in the home|\bcontents? of the (?:home|user's)`,
    ),
    and: new RegExp(taking, "u"),
  },
  {
    ...rule(
      "takes",
      0.7,
      String.raw`\b(?:api[ _-]?keys?|cookies|session tokens?|access tokens?|user's tokens|tokens and|environment variables?|credentials|clipboard|private message|all secrets|admin token)\b`,
    ),
    and: new RegExp(taking, "u"),
  },
  {
    ...rule(
      "diverts",
      1,
      String.raw`\binstead of the (?:one|address|account|recipient)\b|\brecipients? (?:must|should|has to) be (?:changed|replaced)`,
    ),
    and: /\b(?:must|should|always|every|all|whenever)\b/,
  },
  {
    ...rule("diverts", 0.8, String.raw`[\w.+-]{1,64}@[\w-]{1,63}\.[a-z]{2,}|https?:\/\/`),
    and: /\b(?:must|should|always|every|all|whenever)\b.{0,120}\b(?:sent|send|transferred|transfer|bcc|routed|route|forwarded|forward|redirected)\b/,
  },
  {
    ...rule(
      "diverts",
      0.6,
      String.raw`\b(?:remote|external|attacker\S*) (?:server|host|endpoint|collector|analytics)`,
    ),
    and: new RegExp(taking, "u"),
  },
  {
    ...rule("diverts", 0.6, String.raw`https?:\/\/(?:\d{1,3}\.){3}\d|https?:\/\/`),
    and: /\b(?:post it|send (?:it|them)|upload (?:it|them)|forward (?:it|them)) to\b/,
  },
];

/** Words before an attack that is spoken of and not made: half of the weight, so that it takes a second sign. */
export const mention =
  /\b(?:such as|like|for example|e\.g\.|that|tries to|attempts? to|asks? (?:\w+ ){1,3}to|whether|detects?|analy[sz]es|(?:sample|mock|expected|example) (?:response|output|answer|text):)[^.!?\n]{0,40}$/;

/** An order rather than advice: little by itself. */
export const orderRule = rule(
  "order",
  0.2,
  String.raw`\b(?:always|must|required|whenever|before (?:using|calling|each|every)|first|you have to|you should instead|do this|on first use)\b`,
);

/** Names of parameters that ask for what is none of a tool's business. */
export const nameRule = rule(
  "takes",
  1,
  String.raw`id_rsa|ssh_(?:private_)?key_content|env_file|dotenv|etc_passwd|contents?_(?:of|from)_\w*(?:ssh|env|key|passw|credential)|aws_credentials|(?:all|user)_passwords`,
);
