// What a tool's own words say of what it does. English: names of tools are.

/** Verbs of tools that change nothing. */
export const readVerbs = new Set(
  (
    "get list read search find query fetch lookup look show view describe inspect check count " +
    "compare diff analyze analyse explain summarize summarise validate verify lint preview browse " +
    "retrieve scan status info stat stats tree head tail cat grep glob locate resolve echo ping " +
    "health calculate compute convert parse format decode encode translate estimate evaluate detect " +
    "extract classify suggest recommend rank score measure monitor watch poll peek " +
    "explore discover return display report trace review open load download crawl scrape whoami " +
    "think reason print select aggregate sum average sample ask answer identify demonstrate hash"
  ).split(" "),
);

/** Verbs of tools that change something, somewhere. */
export const writeVerbs = new Set(
  (
    "create write add insert update edit modify change set put patch post append prepend save store " +
    "upload send publish share email mail message notify tweet reply comment forward invite submit " +
    "delete remove drop erase destroy purge wipe clear truncate reset overwrite replace rename move " +
    "copy merge rebase commit push deploy release install uninstall upgrade downgrade enable disable " +
    "start stop restart kill terminate shutdown reboot launch spawn run execute exec eval invoke " +
    "trigger schedule cancel book reserve order buy purchase pay charge refund transfer withdraw " +
    "deposit trade sell bid approve reject accept decline assign unassign grant revoke allow deny " +
    "block unblock ban mute lock unlock archive unarchive restore rotate register unregister " +
    "subscribe unsubscribe follow unfollow like react star fork close reopen mark " +
    "tag label toggle switch apply import sync migrate seed sign click type fill press " +
    "drag scroll navigate login logout authenticate authorize connect disconnect " +
    "attach detach mount unmount link unlink record remember forget track transmit leak forward " +
    "exfiltrate encrypt compress provision scale rollback revert undo redo empty nuke flush drain burn " +
    "discard dismiss expire evict trash recycle abort suspend resume retry vote rate checkout reindex"
  ).split(" "),
);

/** Of those, what cannot be taken back or costs something that somebody had. */
export const destructiveVerbs = new Set(
  (
    "delete remove drop erase destroy purge wipe clear truncate reset overwrite replace kill " +
    "terminate shutdown reboot uninstall send email mail post publish tweet pay charge transfer " +
    "withdraw buy purchase order sell trade run execute exec eval revoke ban forget deploy release " +
    "push force transmit"
  ).split(" "),
);

/** In a name these are what the tool does, wherever they stand. */
export const unmistakable = new Set(
  "delete remove drop erase destroy purge wipe truncate uninstall overwrite execute exec eval withdraw".split(
    " ",
  ),
);

/** What a read says of itself that names no verb: `The current time.` */
export const articles = new Set("a an the current this all".split(" "));

/** Words that a sentence of English is hardly without. */
export const ordinary = new Set(
  (
    "a an the this that these those it its you your i we they he she of to in on at by for from with without within " +
    "into onto over under between through about as and or but not no nor only also then than if when whenever while " +
    "where which who what how why is are was were be been being has have had do does did can could will would should " +
    "may might must shall all any each every some one two more most other such same so too very just here there now " +
    "use used uses using works work works returns return get gets given provided specified optional required default " +
    "include includes including support supports example examples note notes see per via e g i etc data result results " +
    "input output name value values list number string true false format time date id ids file files tool tools"
  ).split(" "),
);

/** Writing verbs that a list of what is read may hold as nouns. */
export const nounsToo = new Set(
  (
    "comment label tag link order message post update email mail fork star release commit schedule " +
    "trade record bid run reply like invite share trigger type charge refund transfer deposit book " +
    "mark copy change set patch lock deploy track restore buy reserve follow store test key archive " +
    "build block start stop close edit insert purchase import tweet press fill scroll click push"
  ).split(" "),
);

/** Opening one of these makes it: an issue, a browser's page, a position. */
export const madeByOpening = new Set(
  "issue issues pr pull ticket case url page browser tab app application account order position trade door gate valve".split(
    " ",
  ),
);

/** Parameters by which a tool writes, sends or runs something, whatever its name says. */
export const writingParameters = new Set(
  (
    "command cmd script shell sql code recipient recipients cc bcc overwrite force delete confirm " +
    "destination output_path output_file outputpath outputfile save_to save_path savepath saveto " +
    "target_path webhook webhook_url callback_url new_content new_text new_value payload " +
    "body request_body form_data argv args arguments exec program executable binary statement expression"
  ).split(" "),
);

/** Parameters that say by their value what is done; one that lists its values is judged by them. */
export const choosingParameters = new Set(
  "method http_method httpmethod verb action operation op".split(" "),
);

/** `getFileInfo`, `get-file_info`, `HTTPGet` → its words in lower case. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** `sends` and `sending` as `send`; what it does not know stays as it is. */
export function verbOf(word: string, verbs: ReadonlySet<string>): string | undefined {
  const forms = [
    word,
    word.replace(/s$/, ""),
    word.replace(/es$/, ""),
    word.replace(/ies$/, "y"),
    word.replace(/ing$/, ""),
    word.replace(/ing$/, "e"),
    word.replace(/([a-z])\1ing$/, "$1"),
  ];
  return forms.find((form) => verbs.has(form));
}
