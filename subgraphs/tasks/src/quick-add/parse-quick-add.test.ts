import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { MAX_READ_LENGTH, parseQuickAdd, type QuickAdd } from './parse-quick-add.ts';

/** A Wednesday, ten o'clock in Paris. */
const NOW = '2026-03-25T09:00:00Z';

function parse(text: string, now = NOW, timeZone = 'Europe/Paris'): QuickAdd {
  return parseQuickAdd(text, { now: Temporal.Instant.from(now), timeZone });
}

/** Everything but the title in a line: due, rule, priority, tags, reminders. */
function shown({ due, recurrence, priority, tags, reminders }: QuickAdd): string {
  return [
    due?.date,
    due?.time?.replace(/:00$/, ''),
    recurrence?.rule,
    recurrence?.mode === 'COMPLETION' ? 'from completion' : undefined,
    priority === null ? undefined : `!${priority}`,
    ...tags.map((name) => `#${name}`),
    ...reminders.map((reminder) => `remind ${'before' in reminder ? reminder.before : reminder.at}`),
  ]
    .filter((fact) => fact !== undefined)
    .join(' ');
}

/** Text, title, and the rest in a line. */
type Case = readonly [text: string, title: string, facts: string];

const DATES: readonly Case[] = [
  [
    'pay rent every 1st 9am #home !high remind 1d before',
    'pay rent',
    '2026-04-01 09:00 FREQ=MONTHLY;BYMONTHDAY=1 !HIGH #home remind P1D',
  ],
  ['Call mom tomorrow', 'Call mom', '2026-03-26'],
  ['tomorrow call mom', 'call mom', '2026-03-26'],
  ['Call mom today', 'Call mom', '2026-03-25'],
  ['call mom tmrw', 'call mom', '2026-03-26'],
  ['pay rent the day after tomorrow', 'pay rent', '2026-03-27'],
  ['Call mom tomorrow at 5pm about the party', 'Call mom about the party', '2026-03-26 17:00'],
  ['Call tomorrow Bob', 'Call Bob', '2026-03-26'],
  ['buy milk, tomorrow', 'buy milk', '2026-03-26'],
  ['tomorrow: buy milk', 'buy milk', '2026-03-26'],
  ['Call mom, tomorrow, about the party', 'Call mom, about the party', '2026-03-26'],
  ['Call mom tomorrow.', 'Call mom.', '2026-03-26'],
  ['Buy milk - tomorrow', 'Buy milk', '2026-03-26'],
  ['call mom friday', 'call mom', '2026-03-27'],
  ['call mom Wednesday', 'call mom', '2026-04-01'],
  ['call Sat', 'call', '2026-03-28'],
  ['Friday: call mom', 'call mom', '2026-03-27'],
  ['friday call mom', 'call mom', '2026-03-27'],
  ['friday call with Bob', 'call with Bob', '2026-03-27'],
  ['sunday morning call mom', 'call mom', '2026-03-29 09:00'],
  ['Call mom on friday at 5', 'Call mom', '2026-03-27 17:00'],
  ['Call mom Friday about the trip', 'Call mom about the trip', '2026-03-27'],
  ['call mom this friday', 'call mom', '2026-03-27'],
  ['call mom next friday', 'call mom', '2026-04-03'],
  ['call mom next wednesday', 'call mom', '2026-04-01'],
  ['call mom on Thu 14:30', 'call mom', '2026-03-26 14:30'],
  ['prepare slides for tomorrow', 'prepare slides', '2026-03-26'],
  ['prepare slides for Monday', 'prepare slides', '2026-03-30'],
  ['submit report by friday 5pm', 'submit report', '2026-03-27 17:00'],
  ['submit report due friday', 'submit report', '2026-03-27'],
  ['submit report due: 5th', 'submit report', '2026-04-05'],
  ['due: 2026-12-01 10:00 call', 'call', '2026-12-01 10:00'],
  ['report due end of the month', 'report', '2026-03-31'],
  ['report by end of month', 'report', '2026-03-31'],
  ['budget next week', 'budget', '2026-03-30'],
  ['next week call Bob', 'call Bob', '2026-03-30'],
  ['plan trip next month', 'plan trip', '2026-04-01'],
  ['taxes next year', 'taxes', '2027-01-01'],
  ['hike this weekend', 'hike', '2026-03-28'],
  ['hike next weekend', 'hike', '2026-04-04'],
  ['pay on the 5th', 'pay', '2026-04-05'],
  ['pay by the 25th', 'pay', '2026-03-25'],
  ['pay on the 31st', 'pay', '2026-03-31'],
  ['dec 25 open presents', 'open presents', '2026-12-25'],
  ['call bob may 5', 'call bob', '2026-05-05'],
  ['call bob may 5th at 9', 'call bob', '2026-05-05 09:00'],
  ['visit Bob on 15 march with Anna', 'visit Bob with Anna', '2027-03-15'],
  ['visit Bob 15th of april 2027', 'visit Bob', '2027-04-15'],
  ['visit Bob April 15th, 2027 10am', 'visit Bob', '2027-04-15 10:00'],
  ['Sat, 5 Sep party', 'party', '2026-09-05'],
  ['party sat 5 sep 8pm', 'party', '2026-09-05 20:00'],
  ['party 2026-12-31', 'party', '2026-12-31'],
  ['party 2026/12/31', 'party', '2026-12-31'],
  ['call 2026-12-01T10:00', 'call', '2026-12-01 10:00'],
  ['party 31.12.2026', 'party', '2026-12-31'],
  ['party 12/31/2026 8pm', 'party', '2026-12-31 20:00'],
  ['party 31/12/2026', 'party', '2026-12-31'],
  ['leap feb 29', 'leap', '2028-02-29'],
  ['call in 3 days', 'call', '2026-03-28'],
  ['call in a week', 'call', '2026-04-01'],
  ['call in two weeks', 'call', '2026-04-08'],
  ['call in 2 months', 'call', '2026-05-25'],
  ['call in 2h', 'call', '2026-03-25 12:00'],
  ['call in 5 min', 'call', '2026-03-25 10:05'],
  ['call in an hour', 'call', '2026-03-25 11:00'],
  ['call two weeks from now', 'call', '2026-04-08'],
  ['9am call Bob', 'call Bob', '2026-03-26 09:00'],
  ['call Bob 11am', 'call Bob', '2026-03-25 11:00'],
  ['call Bob 9am', 'call Bob', '2026-03-26 09:00'],
  ['dentist at 9', 'dentist', '2026-03-26 09:00'],
  ['call at 3', 'call', '2026-03-25 15:00'],
  ['call at 03:00', 'call', '2026-03-26 03:00'],
  ['call at 5:30', 'call', '2026-03-25 17:30'],
  ['call at 15:45', 'call', '2026-03-25 15:45'],
  ['lunch at noon with Anna', 'lunch with Anna', '2026-03-25 12:00'],
  ['meet at 5 with Bob', 'meet with Bob', '2026-03-25 17:00'],
  ['call bob 9 a.m.', 'call bob', '2026-03-26 09:00'],
  ['call bob 5 p.m. tomorrow.', 'call bob.', '2026-03-26 17:00'],
  ['call tomorrow 12am', 'call', '2026-03-26 00:00'],
  ['call tomorrow 12pm', 'call', '2026-03-26 12:00'],
  ['call tomorrow noon', 'call', '2026-03-26 12:00'],
  ['call tomorrow, 9.30am', 'call', '2026-03-26 09:30'],
  ['call tomorrow in the morning', 'call', '2026-03-26 09:00'],
  ["call 9 o'clock tomorrow", 'call', '2026-03-26 09:00'],
  ['gym tonight', 'gym', '2026-03-25 20:00'],
  ['gym this evening', 'gym', '2026-03-25 19:00'],
  ['call 9am tomorrow', 'call', '2026-03-26 09:00'],
  ['tomorrow call mom at 9am', 'call mom', '2026-03-26 09:00'],
  ['call 5pm on friday', 'call', '2026-03-27 17:00'],
  ['CALL MOM TOMORROW', 'CALL MOM', '2026-03-26'],
];

const REPETITIONS: readonly Case[] = [
  ['water plants every day', 'water plants', '2026-03-25 FREQ=DAILY'],
  ['every day water plants', 'water plants', '2026-03-25 FREQ=DAILY'],
  ['run every other day', 'run', '2026-03-25 FREQ=DAILY;INTERVAL=2'],
  ['run every 3 days', 'run', '2026-03-25 FREQ=DAILY;INTERVAL=3'],
  ['clean every second week', 'clean', '2026-03-25 FREQ=WEEKLY;INTERVAL=2'],
  ['run every 3rd day', 'run', '2026-03-25 FREQ=DAILY;INTERVAL=3'],
  ['pills every 6 hours', 'pills', '2026-03-25 10:00 FREQ=HOURLY;INTERVAL=6'],
  ['pills every hour', 'pills', '2026-03-25 10:00 FREQ=HOURLY'],
  ['standup every weekday 9:15', 'standup', '2026-03-26 09:15 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
  ['standup every workday at 9:15', 'standup', '2026-03-26 09:15 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
  ['clean every weekend', 'clean', '2026-03-28 FREQ=WEEKLY;BYDAY=SA,SU'],
  ['gym every morning', 'gym', '2026-03-26 09:00 FREQ=DAILY'],
  ['gym every monday evening', 'gym', '2026-03-30 19:00 FREQ=WEEKLY;BYDAY=MO'],
  ['yoga every monday and thursday 18:00', 'yoga', '2026-03-26 18:00 FREQ=WEEKLY;BYDAY=MO,TH'],
  ['yoga every mon, wed and fri at 7:30', 'yoga', '2026-03-27 07:30 FREQ=WEEKLY;BYDAY=MO,WE,FR'],
  ['yoga every mon, wed, and fri', 'yoga', '2026-03-25 FREQ=WEEKLY;BYDAY=MO,WE,FR'],
  ['standup every mon-fri 9am', 'standup', '2026-03-26 09:00 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
  ['call every other friday', 'call', '2026-03-27 FREQ=WEEKLY;INTERVAL=2;BYDAY=FR'],
  ['trash every 2 weeks on tuesday', 'trash', '2026-03-31 FREQ=WEEKLY;INTERVAL=2;BYDAY=TU'],
  ['trash every week on monday and thursday', 'trash', '2026-03-26 FREQ=WEEKLY;BYDAY=MO,TH'],
  ['walk on mondays and fridays 8am', 'walk', '2026-03-27 08:00 FREQ=WEEKLY;BYDAY=MO,FR'],
  ['on weekends sleep', 'sleep', '2026-03-28 FREQ=WEEKLY;BYDAY=SA,SU'],
  ['review every 3rd friday', 'review', '2026-04-17 FREQ=MONTHLY;BYDAY=3FR'],
  ['review every last friday of the month', 'review', '2026-03-27 FREQ=MONTHLY;BYDAY=-1FR'],
  ['review every first monday of the month', 'review', '2026-04-06 FREQ=MONTHLY;BYDAY=1MO'],
  ['pay salaries every last workday', 'pay salaries', '2026-03-31 FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1'],
  ['pay every first workday of the month', 'pay', '2026-04-01 FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1'],
  ['backup every last day', 'backup', '2026-03-31 FREQ=MONTHLY;BYMONTHDAY=-1'],
  ['backup every last day of the month', 'backup', '2026-03-31 FREQ=MONTHLY;BYMONTHDAY=-1'],
  ['pay every 1st and 15th of the month', 'pay', '2026-04-01 FREQ=MONTHLY;BYMONTHDAY=1,15'],
  ['pay every 31st', 'pay', '2026-03-31 FREQ=MONTHLY;BYMONTHDAY=31'],
  ['trash every month on the 15th', 'trash', '2026-04-15 FREQ=MONTHLY;BYMONTHDAY=15'],
  ['trash every 2 months on the first monday', 'trash', '2026-04-06 FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO'],
  ['report every month', 'report', '2026-03-25 FREQ=MONTHLY'],
  ['report every quarter', 'report', '2026-03-25 FREQ=MONTHLY;INTERVAL=3'],
  ['insurance every year', 'insurance', '2026-03-25 FREQ=YEARLY'],
  ['insurance every 2 years', 'insurance', '2026-03-25 FREQ=YEARLY;INTERVAL=2'],
  ['birthday every jan 15', 'birthday', '2027-01-15 FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=15'],
  ['birthday every 15th of january', 'birthday', '2027-01-15 FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=15'],
  ['birthday every year on march 26', 'birthday', '2026-03-26 FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=26'],
  ['birthday every feb 29', 'birthday', '2028-02-29 FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29'],
  ['backup daily', 'backup', '2026-03-25 FREQ=DAILY'],
  ['standup daily 9am', 'standup', '2026-03-26 09:00 FREQ=DAILY'],
  ['standup daily 11am', 'standup', '2026-03-25 11:00 FREQ=DAILY'],
  ['backup weekly', 'backup', '2026-03-25 FREQ=WEEKLY'],
  ['backup weekly on sunday', 'backup', '2026-03-29 FREQ=WEEKLY;BYDAY=SU'],
  ['water fortnightly', 'water', '2026-03-25 FREQ=WEEKLY;INTERVAL=2'],
  ['pay monthly on the 1st', 'pay', '2026-04-01 FREQ=MONTHLY;BYMONTHDAY=1'],
  ['vat quarterly', 'vat', '2026-03-25 FREQ=MONTHLY;INTERVAL=3'],
  ['renew yearly', 'renew', '2026-03-25 FREQ=YEARLY'],
  ['run every! 3 days', 'run', '2026-03-25 FREQ=DAILY;INTERVAL=3 from completion'],
  ['Every! week call mom', 'call mom', '2026-03-25 FREQ=WEEKLY from completion'],
  ['water every 3 days starting tomorrow', 'water', '2026-03-26 FREQ=DAILY;INTERVAL=3'],
  ['water every week starting friday', 'water', '2026-03-27 FREQ=WEEKLY'],
  [
    'call every 2 weeks on tuesday starting next monday until june 30',
    'call',
    '2026-03-31 FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20260630',
  ],
  ['pills every day at 8am for 10 times', 'pills', '2026-03-26 08:00 FREQ=DAILY;COUNT=10'],
  ['pills every day 10 times', 'pills', '2026-03-25 FREQ=DAILY;COUNT=10'],
  ['pills every day for 2 weeks', 'pills', '2026-03-25 FREQ=DAILY;UNTIL=20260407'],
  ['pills every monday until may 1', 'pills', '2026-03-30 FREQ=WEEKLY;BYDAY=MO;UNTIL=20260501'],
  ['rent every month 5 april', 'rent', '2026-04-05 FREQ=MONTHLY'],
  ['every monday, buy bread', 'buy bread', '2026-03-30 FREQ=WEEKLY;BYDAY=MO'],
  ['call tomorrow every week', 'call', '2026-03-26 FREQ=WEEKLY'],
];

const SIGNS: readonly Case[] = [
  ['call !medium', 'call', '!MEDIUM'],
  ['call !LOW', 'call', '!LOW'],
  ['call !none', 'call', '!NONE'],
  ['!high call', 'call', '!HIGH'],
  ['call p1', 'call', '!HIGH'],
  ['p2 call', 'call', '!MEDIUM'],
  ['call p3 tomorrow', 'call', '2026-03-26 !LOW'],
  ['call #home #work', 'call', '#home #work'],
  ['#home call', 'call', '#home'],
  ['call #Home #home', 'call', '#Home'],
  ['call #"two words"', 'call', '#two words'],
  ['call #дом', 'call', '#дом'],
  ['call #🎂', 'call', '#🎂'],
  ['call #home, Bob', 'call, Bob', '#home'],
  ['call #in-progress!', 'call!', '#in-progress'],
  ['fix bug #123 #work', 'fix bug #123', '#work'],
  ['call !low !high', 'call !high', '!LOW'],
  ['call bob tomorrow #home !high', 'call bob', '2026-03-26 !HIGH #home'],
];

const REMINDERS: readonly Case[] = [
  ['call mom friday 3pm remind 15 min before', 'call mom', '2026-03-27 15:00 remind PT15M'],
  ['call mom friday 3pm remind me 1 hour before', 'call mom', '2026-03-27 15:00 remind PT1H'],
  ['call mom friday 3pm remind 1h 30m before', 'call mom', '2026-03-27 15:00 remind PT1H30M'],
  ['call mom friday remind 1 week before', 'call mom', '2026-03-27 remind P7D'],
  ['call mom friday 3pm remind 1d before remind 1h before', 'call mom', '2026-03-27 15:00 remind P1D remind PT1H'],
  ['call mom friday 3pm remind me at 8am', 'call mom', '2026-03-27 15:00 remind 2026-03-27T07:00:00.000Z'],
  ['call mom remind me tomorrow at 8am', 'call mom', 'remind 2026-03-26T07:00:00.000Z'],
  ['remind 1d before call mom friday', 'call mom', '2026-03-27 remind P1D'],
  ['every day 9am pills remind at 8am', 'pills', '2026-03-26 09:00 FREQ=DAILY remind PT1H'],
  ['remind me tomorrow at 8am to call mom', 'remind me to call mom', '2026-03-26 08:00'],
];

const TITLES: readonly Case[] = [
  ['The 5th Wave', 'The 5th Wave', ''],
  ['Buy May flowers', 'Buy May flowers', ''],
  ['Call Sunday school', 'Call Sunday school', ''],
  ['read 1984', 'read 1984', ''],
  ['May I borrow the car', 'May I borrow the car', ''],
  ['March madness', 'March madness', ''],
  ['second floor plan', 'second floor plan', ''],
  ['Sunday school forms', 'Sunday school forms', ''],
  ['Friday night lights', 'Friday night lights', ''],
  ['Sunday morning coffee', 'Sunday morning coffee', ''],
  ['Sunday roast recipe', 'Sunday roast recipe', ''],
  ['Black Friday', 'Black Friday', ''],
  ['Buy tickets for Black Friday', 'Buy tickets for Black Friday', ''],
  ['Plan taco tuesday', 'Plan taco tuesday', ''],
  ['Sunday Bloody Sunday', 'Sunday Bloody Sunday', ''],
  ["Thank god it's friday", "Thank god it's friday", ''],
  ['Friday the 13th', 'Friday the 13th', ''],
  ['Watch Friday the 13th', 'Watch Friday the 13th', ''],
  ['Get Friday off', 'Get Friday off', ''],
  ['Move meeting from monday to friday', 'Move meeting from monday to friday', ''],
  ['Finish before friday', 'Finish before friday', ''],
  ['write the Monday report', 'write the Monday report', ''],
  ['prepare slides for Monday meeting', 'prepare slides for Monday meeting', ''],
  ['stand in the sun', 'stand in the sun', ''],
  ['call sun', 'call sun', ''],
  ['the cat sat', 'the cat sat', ''],
  ['USA Today', 'USA Today', ''],
  ['Watch The Day After Tomorrow', 'Watch The Day After Tomorrow', ''],
  ['Tomorrow is another day', 'Tomorrow is another day', ''],
  ["plan tomorrow's meeting", "plan tomorrow's meeting", ''],
  ['Around the World in 80 Days', 'Around the World in 80 Days', ''],
  ["Rome wasn't built in a day", "Rome wasn't built in a day", ''],
  ['Every Day I Write the Book', 'Every Day I Write the Book', ''],
  ['Make every day count', 'Make every day count', ''],
  ['every second counts', 'every second counts', ''],
  ['check every 3 pages', 'check every 3 pages', ''],
  ['daily standup', 'daily standup', ''],
  ['write weekly report', 'write weekly report', ''],
  ['Guardian Weekly', 'Guardian Weekly', ''],
  ['Cancel 9am meeting', 'Cancel 9am meeting', ''],
  ['Meeting 10-11am', 'Meeting 10-11am', ''],
  ['Look at 9 pictures', 'Look at 9 pictures', ''],
  ['meet at 5 star hotel', 'meet at 5 star hotel', ''],
  ['Chapter 2 am reading', 'Chapter 2 am reading', ''],
  ['open after 9am', 'open after 9am', ''],
  ['Section 5 may apply', 'Section 5 may apply', ''],
  ['buy 2 may bulbs', 'buy 2 may bulbs', ''],
  ['March 3 miles', 'March 3 miles', ''],
  ['read 4 july speech', 'read 4 july speech', ''],
  ['Henry the 5th', 'Henry the 5th', ''],
  ["beethoven's 5th", "beethoven's 5th", ''],
  ['live on the 1st floor', 'live on the 1st floor', ''],
  ['24/7 support', '24/7 support', ''],
  ['1/2 cup of milk', '1/2 cup of milk', ''],
  ['party 03/04/2026', 'party 03/04/2026', ''],
  ['meeting 30 february', 'meeting 30 february', ''],
  ['meeting 2026-02-30', 'meeting 2026-02-30', ''],
  ['party 13:75', 'party 13:75', ''],
  ['end of month report', 'end of month report', ''],
  ['Plan next week menu', 'Plan next week menu', ''],
  ['fix bug #123', 'fix bug #123', ''],
  ['read p1 to p4', 'read p1 to p4', ''],
  ['C# and F#', 'C# and F#', ''],
  ['5 !important things', '5 !important things', ''],
  ['call mom remind 15 min before', 'call mom remind 15 min before', ''],
  ['remind me to call mom', 'remind me to call mom', ''],
  ['pills every day until 2020-01-01', 'pills every day until 2020-01-01', ''],
  ['pay every 30 minutes', 'pay every 30 minutes', ''],
  ['buy 5 eggs', 'buy 5 eggs', ''],
  ['due process', 'due process', ''],
];

const SCRIPTS: readonly Case[] = [
  ['Read "The 5th Wave" tomorrow', 'Read The 5th Wave', '2026-03-26'],
  ['Read “Friday” by friday', 'Read Friday', '2026-03-27'],
  ['"call mom tomorrow"', 'call mom tomorrow', ''],
  ['call "#home !high"', 'call #home !high', ''],
  ['5" pipe and 6" pipe tomorrow', '5" pipe and 6" pipe', '2026-03-26'],
  ['Say "hi', 'Say "hi', ''],
  ['🎂 party saturday 8pm', '🎂 party', '2026-03-28 20:00'],
  ['🎂🎂 tomorrow 🎂', '🎂🎂 🎂', '2026-03-26'],
  ['اشتر الحليب tomorrow #بيت', 'اشتر الحليب', '2026-03-26 #بيت'],
  ['купить молоко tomorrow', 'купить молоко', '2026-03-26'],
];

const PARTS: readonly Case[] = [
  ['tomorrow', 'tomorrow', ''],
  ['tomorrow 9am', 'tomorrow 9am', ''],
  ['#home', '#home', ''],
  ['!high', '!high', ''],
  ['tomorrow #home', 'tomorrow #home', ''],
  ['p1', 'p1', ''],
  ['every day', 'every day', ''],
  ['due friday', 'due friday', ''],
  ['tomorrow!', 'tomorrow!', ''],
];

describe('parseQuickAdd', () => {
  it.each(DATES)('takes a date and a time: %s', (text, title, facts) => {
    const parsed = parse(text);
    expect(parsed.title).toBe(title);
    expect(shown(parsed)).toBe(facts);
  });

  it.each(REPETITIONS)('takes what repeats, with its first due: %s', (text, title, facts) => {
    const parsed = parse(text);
    expect(parsed.title).toBe(title);
    expect(shown(parsed)).toBe(facts);
  });

  it.each(SIGNS)('takes tags and priorities: %s', (text, title, facts) => {
    const parsed = parse(text);
    expect(parsed.title).toBe(title);
    expect(shown(parsed)).toBe(facts);
  });

  it.each(REMINDERS)('takes reminders: %s', (text, title, facts) => {
    const parsed = parse(text);
    expect(parsed.title).toBe(title);
    expect(shown(parsed)).toBe(facts);
  });

  it.each(TITLES)('leaves whole what only looks like a date: %s', (text, title, facts) => {
    const parsed = parse(text);
    expect(parsed.title).toBe(title);
    expect(shown(parsed)).toBe(facts);
  });

  it.each(SCRIPTS)('leaves alone what is quoted, and other scripts: %s', (text, title, facts) => {
    const parsed = parse(text);
    expect(parsed.title).toBe(title);
    expect(shown(parsed)).toBe(facts);
  });

  it.each(PARTS)('keeps as the title what is nothing but parts: %s', (text, title, facts) => {
    const parsed = parse(text);
    expect(parsed.title).toBe(title);
    expect(shown(parsed)).toBe(facts);
  });

  it('says which words it took for what, by their place in the text as given', () => {
    const text = ' 🎂 rent  every day at 9am for 3 times, #"two words" !high remind 1d before ';
    const { title, parts } = parse(text);
    expect(title).toBe('🎂 rent');
    expect(parts.map(({ kind, text: words }) => [kind, words])).toEqual([
      ['rule', 'every day'],
      ['due', 'at 9am'],
      ['rule', 'for 3 times'],
      ['tag', '#"two words"'],
      ['priority', '!high'],
      ['reminder', 'remind 1d before'],
    ]);
    for (const part of parts) expect(text.slice(part.start, part.end)).toBe(part.text);
  });

  it.each([
    ['submit friday report tomorrow', 'submit friday report', '2026-03-26'],
    ['today plan monday', 'today plan', '2026-03-30'],
    ['send draft tomorrow, due friday', 'send draft tomorrow', '2026-03-27'],
    ['due friday: draft for monday', 'draft for monday', '2026-03-27'],
  ])('takes the date after "due", else the last of those that could be meant: %s', (text, title, due) => {
    const parsed = parse(text);
    expect(parsed.title).toBe(title);
    expect(parsed.due?.date).toBe(due);
  });

  it('reads the clock and the calendar of the viewer’s zone', () => {
    // Thursday 26 March, 13:00 in Auckland.
    const now = '2026-03-26T00:00:00Z';
    expect(shown(parse('call today', now, 'Pacific/Auckland'))).toBe('2026-03-26');
    expect(shown(parse('call today', now, 'America/Los_Angeles'))).toBe('2026-03-25');
    expect(shown(parse('call 11am', now, 'Pacific/Auckland'))).toBe('2026-03-27 11:00');
    expect(shown(parse('call next thursday', now, 'Pacific/Auckland'))).toBe('2026-04-02');
    expect(shown(parse('call remind me tomorrow at 8am', now, 'Pacific/Auckland'))).toBe(
      'remind 2026-03-26T19:00:00.000Z',
    );
  });

  it('counts hours by the clock that runs and days by the calendar, over a change of the clock', () => {
    // 1:30 in Paris, half an hour before the clock goes from 2 to 3.
    const now = '2026-03-29T00:30:00Z';
    expect(shown(parse('call in 2 hours', now))).toBe('2026-03-29 04:30');
    expect(shown(parse('call in 1 day', now))).toBe('2026-03-30');
    expect(shown(parse('call at 02:30', now))).toBe('2026-03-29 02:30');
  });

  it('lets a repetition begin today while its time is still ahead', () => {
    expect(shown(parse('gym every day 10:00'))).toBe('2026-03-25 10:00 FREQ=DAILY');
    expect(shown(parse('gym every wednesday 9am'))).toBe('2026-04-01 09:00 FREQ=WEEKLY;BYDAY=WE');
    expect(shown(parse('gym every wednesday 11am'))).toBe('2026-03-25 11:00 FREQ=WEEKLY;BYDAY=WE');
  });

  it('forgets a reminder whose time has passed, and keeps its words', () => {
    expect(parse('call today 11am remind me at 9am')).toMatchObject({
      title: 'call remind me at 9am',
      reminders: [],
    });
  });

  it('does not read a text that is longer than a title may be', () => {
    const fits = `${'a'.repeat(MAX_READ_LENGTH - ' tomorrow'.length)} tomorrow`;
    expect(parse(fits).due?.date).toBe('2026-03-26');
    expect(parse(`a${fits}`)).toMatchObject({ title: `a${fits}`, due: null, parts: [] });
  });

  it('answers 100 kB of anything in less than 50 ms', () => {
    const pieces = [
      '1 ',
      '1 jan ',
      'in 1 day ',
      '9:',
      '" ',
      '“',
      '#"',
      'every ',
      'every monday and ',
      'remind 1d ',
      'next ',
    ];
    parse('warm up every day 9am #home remind 1d before');
    for (const piece of pieces) {
      for (const length of [MAX_READ_LENGTH, 100_000]) {
        const text = piece.repeat(length / piece.length);
        const start = performance.now();
        parse(text);
        expect(performance.now() - start, piece).toBeLessThan(50);
      }
    }
  });

  it('never loses the title, and never takes words twice, whatever is typed', () => {
    const pieces =
      'call tomorrow friday every day 9am at 5 on the 5th , . "x #home !high p1 remind before 1d may 2 🎂 due until for 3 times (a) \u0301 and'.split(
        ' ',
      );
    let seed = 7;
    const next = (bound: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % bound;
    };
    for (let round = 0; round < 5_000; round++) {
      const text = Array.from({ length: 1 + next(9) }, () => pieces[next(pieces.length)]).join(
        next(5) === 0 ? '' : ' ',
      );
      const { title, parts } = parse(text);
      expect(title.trim(), text).not.toBe('');
      let end = 0;
      for (const part of parts) {
        expect(part.start, text).toBeGreaterThanOrEqual(end);
        expect(text.slice(part.start, part.end)).toBe(part.text);
        end = part.end;
      }
    }
  });
});
