/** Payloads that lie in blobs are unpacked into this table, and only for queries that read it. */
export const UNPACKED =
  "create temp table unpacked(hash blob primary key, data text) without rowid";

/** Kinds of events whose payloads this query does not see, by their numbers. */
export const WITHHELD = "create temp table withheld(type integer primary key)";
/** What servers say of themselves is not for a model before a person has looked at it. */
export const WITHHOLD_FROM_MODELS =
  "insert into temp.withheld select id from main.names where text like 'trust.definition.%'";

const word = (column: string) => `(select text from main.names where id = ${column})`;
const number = (text: string) => `(select id from main.names where text = '${text}')`;
const member = (name: string) => `json_extract(data, '$.${name}')`;
/** ISO 8601 of a hybrid clock: milliseconds × 4096 and a counter. */
const TIME = `strftime('%Y-%m-%dT%H:%M:%S', hlc / 4096000, 'unixepoch') || printf('.%03dZ', hlc / 4096 % 1000)`;

/** What a query sees. Temporary views come before tables of the same name, so the others stand there for nothing. */
export const VIEWS: Readonly<Record<string, string>> = {
  events: `
    select case when subject like 'run/%' then substr(subject, 5) end as run, n, type,
      ${member("step")} as step, time, actor, data, id, cause, branch, subject, source, oseq
    from (
      select e.bseq as n, ${word("e.type")} as type, ${TIME} as time, ${word("e.actor")} as actor,
        ${word("e.subject")} as subject, ${word("e.branch")} as branch, ${word("e.origin")} as source,
        e.id, e.cause, e.oseq,
        case when e.type not in (select type from temp.withheld)
          then coalesce(e.data, (select u.data from temp.unpacked u where u.hash = e.blob)) end as data
      from main.events e
    )`,
  branches: `
    select ${word("b.id")} as branch, substr(${word("b.subject")}, 5) as run,
      ${word("b.parent")} as parent, b.at, ${word("b.root")} as root,
      coalesce((select max(bseq) from main.events where branch = b.id), b.at) as length
    from main.branches b
    where ${word("b.subject")} like 'run/%'`,
  runs: `
    select run, root, parent, goal, dir, outcome, started, finished,
      round((julianday(finished) - julianday(started)) * 86400, 3) as seconds, events
    from (
      select ${word("b.id")} as run, ${word("b.root")} as root,
        (select ${member("parent.run")} from temp.all_events s
          where s.branch_number = b.id and s.n = 1) as parent,
        (select ${member("text")} from temp.histories h
          where h.branch = b.id and h.type = 'goal.set' order by h.n desc limit 1) as goal,
        (select ${member("dir")} from temp.histories h
          where h.branch = b.id and h.type = 'run.started') as dir,
        (select ${member("outcome")} from temp.all_events f
          where f.subject_number = b.subject and f.type = 'run.finished'
          order by f.row desc limit 1) as outcome,
        (select s.time from temp.all_events s
          where s.branch_number = b.id and s.n = b.at + 1) as started,
        (select f.time from temp.all_events f
          where f.subject_number = b.subject and f.type = 'run.finished'
          order by f.row desc limit 1) as finished,
        (select count(*) from main.branches x join main.events e on e.branch = x.id
          where x.subject = b.subject) as events
      from main.branches b
      where ${word("b.subject")} = 'run/' || ${word("b.id")}
        and ${word("b.id")} not in
          (select ${member("run")} from main.events where type = ${number("run.removed")})
    )`,
  files: `
    select run, n, step, path, at, time, sha256, kind, mode, size, dir,
      case when earlier is null then at in ('after', 'scan', 'end') and kind <> 'absent'
        else this <> earlier end as changed
    from (
      select *, lag(this) over (partition by dir, path order by row) as earlier
      from (
        select e.run, e.n, e.step, e.time, e.row,
          json_extract(e.data, '$.dir') as dir,
          coalesce(json_extract(e.data, '$.at'), 'before') as at,
          json_extract(c.value, '$.path') as path, json_extract(c.value, '$.kind') as kind,
          json_extract(c.value, '$.sha256') as sha256, json_extract(c.value, '$.mode') as mode,
          json_extract(c.value, '$.size') as size,
          json_array(json_extract(c.value, '$.kind'), json_extract(c.value, '$.sha256'),
            json_extract(c.value, '$.mode')) as this
        from temp.all_events e, json_each(e.data, '$.captures') c
        where e.type = 'workspace.captured'
      )
    )`,
  tools: `
    select i.run, i.n, i.step, ${"json_extract(i.data, '$.purpose')"} as purpose,
      json_extract(i.data, '$.server') || '__' || json_extract(i.data, '$.tool') as tool,
      json_extract(i.data, '$.effect') as effect, json_extract(i.data, '$.args') as args,
      i.time, json_extract(f.data, '$.ok') as ok, json_extract(f.data, '$.code') as code,
      json_extract(f.data, '$.milliseconds') as milliseconds, f.n as answered
    from temp.all_events i
    left join (
      select n, data, json_extract(data, '$.call') as call from temp.all_events
      where type = 'tool.finished'
    ) f on f.call = i.id
    where i.type = 'tool.intended'`,
  models: `
    select c.run, c.n, json_extract(c.data, '$.purpose') as purpose,
      json_extract(c.data, '$.model') as model, c.time,
      json_extract(a.data, '$.inputTokens') as input_tokens,
      json_extract(a.data, '$.outputTokens') as output_tokens,
      json_extract(a.data, '$.usd') as usd, json_extract(a.data, '$.milliseconds') as milliseconds,
      a.n as answered
    from temp.all_events c
    left join (
      select n, data, json_extract(data, '$.call') as call from temp.all_events
      where type = 'model.answered'
    ) a on a.call = c.id
    where c.type = 'model.called'`,
};

/** What the views above are made of, by names that a query may not use. */
export const INNER: Readonly<Record<string, string>> = {
  all_events: `
    select row, n, type, time, step, data, id, run, branch_number, subject_number
    from (
      select e.row, e.bseq as n, ${word("e.type")} as type, ${TIME} as time, e.id,
        substr(${word("e.subject")}, 5) as run, ${member("step")} as step, data,
        e.branch as branch_number, e.subject as subject_number
      from (
        select row, bseq, type, hlc, id, subject, branch,
          case when type not in (select w.type from temp.withheld w)
            then coalesce(data, (select u.data from temp.unpacked u where u.hash = blob)) end as data
        from main.events
      ) e
    )`,
  /** The events of a branch through its parents. */
  histories: `
    with recursive up(branch, id, upto) as (
      select id, id, 9007199254740991 from main.branches
      union all
      select up.branch, p.parent, min(up.upto, p.at)
      from up join main.branches p on p.id = up.id where p.parent is not null
    )
    select up.branch, e.n, e.type, e.data
    from up join temp.all_events e on e.branch_number = up.id and e.n <= up.upto`,
};

/** Tables of the file that no query is to see. */
export const HIDDEN = ["names", "writer", "blobs", "snapshots"] as const;
