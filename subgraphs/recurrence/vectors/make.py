#!/usr/bin/env python3
"""Expected occurrences for src/rule/vectors.test.ts, from an engine that shares nothing with ours.

    python3 make.py        # writes cases.jsonl.gz beside this file; needs python-dateutil 2.9 and a tz database

dateutil expands random rules on the wall clock, zoneinfo resolves the keys. Each line of the output is one case:

    r  the rule                  s  start              z  zone
    a  list keys after this one (absent: from the start)
    k  the keys: as many as were asked for,
    h  or, where there are fewer, all up to this moment
    u  their instants in seconds since 1970, only for keys before INSTANTS_END
    n  a letter each for these: . as written, G in a gap, O in an overlap

Where dateutil 2.9 departs from RFC 5545 the rule is not generated, or dateutil is asked in a way that it gets right;
each such place is marked DEPARTS. The seed is fixed: the same tz database gives the same bytes.
"""

import datetime as datetime_module
import gzip
import itertools
import json
import pathlib
import random
import types
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from dateutil import rrule as du
from dateutil import tz as dutz

SEED = 5545
RANDOM_CASES = 3600
LISTED = 10
# Later offsets depend on the version of the tz database: governments announce late.
INSTANTS_END = datetime(2025, 1, 1)

ZONES = [
    "Europe/Paris",
    "America/New_York",
    "America/Sao_Paulo",  # no DST since 2019, midnight gaps before
    "Australia/Lord_Howe",  # half an hour of DST
    "Pacific/Apia",  # no 30 December 2011
    "Africa/Casablanca",  # negative DST in Ramadan: four changes in some years
    "Asia/Kathmandu",  # +05:45, no DST
    "America/St_Johns",  # -03:30, changes at 00:01 until 2011
    "Asia/Tehran",  # DST by the Persian calendar until 2022
    "Europe/Dublin",  # winter time is the negative DST
]

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
FREQUENCIES = {"YEARLY": du.YEARLY, "MONTHLY": du.MONTHLY, "WEEKLY": du.WEEKLY, "DAILY": du.DAILY, "HOURLY": du.HOURLY}
# dateutil walks day by day (or hour by hour) through what does not match.
HORIZON_YEARS = {"YEARLY": 60, "MONTHLY": 60, "WEEKLY": 40, "DAILY": 30, "HOURLY": 3}

# dateutil looks at `until` only when it has found something, and goes on to the year 9999 where nothing matches.
du.datetime = types.SimpleNamespace(**vars(datetime_module))

rand = random.Random(SEED)


def some(values, most):
    values = list(values)
    return rand.sample(values, rand.randint(1, min(most, len(values))))


def chance(probability):
    return rand.random() < probability


def signed(most):
    value = rand.randint(1, most)
    return value if chance(0.65) else -value


def random_parts(freq):
    """BY parts that RFC 5545 allows together under this FREQ, unsorted and with repeats now and then."""
    parts = {}
    if chance(0.3):
        parts["BYMONTH"] = some(range(1, 13), 4)
    if freq == "YEARLY" and chance(0.2):
        # DEPARTS: the first and the last week of a year lose or gain days at 1 January; iso_week_cases has those.
        parts["BYWEEKNO"] = [signed(51) for _ in range(rand.randint(1, 3))]
    if freq in ("YEARLY", "HOURLY") and chance(0.12):
        parts["BYYEARDAY"] = [signed(366) for _ in range(rand.randint(1, 6))]
    if freq != "WEEKLY" and chance(0.35):
        parts["BYMONTHDAY"] = [signed(31) for _ in range(rand.randint(1, 5))]
    if chance(0.5):
        days = some(range(7), 5)
        numbered = freq in ("MONTHLY", "YEARLY") and "BYWEEKNO" not in parts and chance(0.5)
        most = 5 if freq == "MONTHLY" or "BYMONTH" in parts else 53
        numbers = [signed(most) if numbered else 0 for _ in days]
        if numbered and len(days) > 1 and chance(0.3):
            numbers[0] = 0
        parts["BYDAY"] = list(zip(days, numbers))
    if chance(0.25):
        parts["BYHOUR"] = some(range(24), 4)
    if chance(0.2):
        parts["BYMINUTE"] = some(range(60), 3)
    if chance(0.08):
        parts["BYSECOND"] = some(range(60), 2)
    # DEPARTS: weeks are cut at 1 January, so positions in the weeks of a year differ.
    if parts and "BYWEEKNO" not in parts and chance(0.3):
        parts["BYSETPOS"] = [signed(rand.choice([2, 5, 20])) for _ in range(rand.randint(1, 3))]
    for name in list(parts):
        if chance(0.05):
            parts[name] = parts[name] + parts[name][:1]
    return parts


def text_of(rule):
    def value(name, v):
        if name == "BYDAY":
            return ",".join((f"{n:+d}" if n and chance(0.2) else str(n) if n else "") + DAYS[d] for d, n in v)
        return ",".join(map(str, v)) if isinstance(v, list) else str(v)

    return ";".join(f"{name}={value(name, v)}" for name, v in rule.items())


def random_start():
    return datetime(
        rand.randint(1996, 2014), rand.randint(1, 12), rand.randint(1, 28), rand.randint(0, 23),
        rand.choice([0, 0, 15, 30, 45, rand.randint(0, 59)]), rand.choice([0, 0, 0, 0, rand.randint(0, 59)]),
    ) + timedelta(days=rand.randint(0, 3))


def keys_of(rule, start, until):
    """All keys from the start up to `until`, by dateutil, lazily; COUNT included."""
    freq, parts = rule["FREQ"], {name: v for name, v in rule.items() if name.startswith("BY")}
    days = parts.get("BYDAY")
    anchor = start
    kwargs = dict(interval=rule.get("INTERVAL", 1), until=until, wkst=DAYS.index(rule.get("WKST", "MO")))
    if freq == "YEARLY" and "BYWEEKNO" in parts and not days and not {"BYMONTHDAY", "BYYEARDAY"} & parts.keys():
        # DEPARTS: takes all seven days of the week instead of the weekday of the start.
        days = [(start.weekday(), 0)]
    if freq == "WEEKLY" and "BYSETPOS" in parts:
        # DEPARTS: counts positions of the first week from the start instead of from the beginning of the week.
        anchor = (start - timedelta(days=(start.weekday() - kwargs["wkst"]) % 7)).replace(hour=0, minute=0, second=0)
        days = days or [(start.weekday(), 0)]
        kwargs.update(byhour=start.hour, byminute=start.minute, bysecond=start.second)
    for name, option in [
        ("BYMONTH", "bymonth"), ("BYWEEKNO", "byweekno"), ("BYYEARDAY", "byyearday"), ("BYMONTHDAY", "bymonthday"),
        ("BYHOUR", "byhour"), ("BYMINUTE", "byminute"), ("BYSECOND", "bysecond"), ("BYSETPOS", "bysetpos"),
    ]:
        if name in parts:
            kwargs[option] = parts[name]

    def expand(byweekday):
        return du.rrule(FREQUENCIES[freq], dtstart=anchor, byweekday=byweekday, **kwargs)

    if not days:
        keys = expand(None)
    elif len({n == 0 for _, n in days}) == 2:
        # DEPARTS: a mixed BYDAY=1MO,FR gives what is both; the union of the two lists is meant.
        keys = du.rruleset()
        keys.rrule(expand([du.weekday(d, n) for d, n in days if n]))
        keys.rrule(expand([d for d, n in days if not n]))
    else:
        keys = expand([du.weekday(d, n) if n else d for d, n in days])
    return itertools.islice((key for key in keys if key >= start), rule.get("COUNT"))


def is_mixed(rule):
    return len({n == 0 for _, n in rule.get("BYDAY", [])}) == 2


def resolve(key, zone):
    """Instant and note of a wall time, by zoneinfo: fold=0 reads a gap with the offset before it, and so moves forward."""
    first, second = key.replace(tzinfo=zone, fold=0), key.replace(tzinfo=zone, fold=1)
    instant = first.astimezone(timezone.utc)
    local = instant.astimezone(zone).replace(tzinfo=None)
    gap = local != key
    if gap:
        # dateutil resolves gaps by itself; the two must agree.
        assert dutz.resolve_imaginary(key.replace(tzinfo=dutz.gettz(zone.key))).replace(tzinfo=None) == local, key
    note = "G" if gap else "O" if first.utcoffset() != second.utcoffset() else "."
    return int(instant.timestamp()), note


def case_of(rule, start, zone_name, after=None, listed=LISTED):
    zone = ZoneInfo(zone_name)
    horizon = start.replace(month=1, day=1) + timedelta(days=int(365.25 * HORIZON_YEARS[rule["FREQ"]]))
    du.datetime.MAXYEAR = horizon.year
    until = horizon
    if "UNTIL" in rule:
        text = rule["UNTIL"]
        if len(text) == 8:
            # DEPARTS: reads a bare date as its midnight, although UNTIL is inclusive.
            until = datetime.strptime(text, "%Y%m%d").replace(hour=23, minute=59, second=59)
        elif text.endswith("Z"):
            instant = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
            until = instant.astimezone(zone).replace(tzinfo=None)
        else:
            until = datetime.strptime(text, "%Y%m%dT%H%M%S")
    try:
        keys = keys_of(rule, start, min(until, horizon))
        if after:
            keys = (key for key in keys if key > after)
        keys = list(itertools.islice(keys, listed))
    except ValueError:
        return None  # dateutil refuses some rules that never match
    resolved = [resolve(key, zone) for key in keys if key < INSTANTS_END]
    case = {"r": text_of(rule), "s": start.isoformat(), "z": zone_name}
    if after:
        case["a"] = after.isoformat()
    if len(keys) < listed:
        case["h"] = horizon.isoformat()
    return case | {
        "k": [key.isoformat() for key in keys],
        "u": [instant for instant, _ in resolved],
        "n": "".join(note for _, note in resolved),
    }


def random_case():
    freq = rand.choice(["YEARLY", "YEARLY", "MONTHLY", "MONTHLY", "WEEKLY", "WEEKLY", "DAILY", "DAILY", "HOURLY"])
    start = random_start()
    rule = {"FREQ": freq}
    parts = random_parts(freq)
    # DEPARTS: weeks are cut at 1 January, so their days may fall into a year that INTERVAL leaves out.
    if chance(0.45) and "BYWEEKNO" not in parts:
        rule["INTERVAL"] = rand.choice([2, 3, 4, 5, 6, 7, 8, 10, 12, 18, 24, 36, rand.randint(2, 200)])
        if freq == "YEARLY":
            rule["INTERVAL"] = min(rule["INTERVAL"], 12)
    rule |= parts
    if chance(0.25):
        rule["WKST"] = rand.choice(DAYS)
    end = rand.random()
    # A mixed BYDAY is a union of two rules here, which COUNT and BYSETPOS can't be applied to one by one.
    if is_mixed(rule):
        rule.pop("BYSETPOS", None)
    if end < 0.2:
        rule["COUNT"] = rand.choice([1, 2, 3, 7, 25, 100])
    elif end < 0.4:
        until = start + timedelta(days=rand.randint(10, 4000), seconds=rand.randint(0, 86399))
        rule["UNTIL"] = until.strftime(rand.choice(["%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ"]))
    after = None
    if chance(0.35):
        years = HORIZON_YEARS[freq] * 0.4
        after = start + timedelta(days=rand.randint(-30, int(365 * years)), seconds=rand.randint(0, 86399))
    return case_of(rule, start, rand.choice(ZONES), after)


def transitions(zone_name):
    """Local times (before) at which the offset changes, 1997 to 2024."""
    zone, found = ZoneInfo(zone_name), []
    instant = datetime(1997, 1, 1, tzinfo=timezone.utc)
    while instant.year < 2025:
        later = instant + timedelta(hours=6)
        if instant.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            low, high = instant, later
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                middle = middle.replace(microsecond=0)
                if middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset():
                    low = middle
                else:
                    high = middle
            found.append((high + low.astimezone(zone).utcoffset()).replace(tzinfo=None))
        instant = later
    return found


def transition_cases():
    for zone_name in ZONES:
        changes = transitions(zone_name)
        for change in rand.sample(changes, min(25, len(changes))):
            within = timedelta(minutes=rand.choice([-61, -60, -30, -1, 0, 1, 15, 29, 30, 45, 59, 60, 61]))
            yield case_of({"FREQ": "DAILY"}, change + within - timedelta(days=2), zone_name, listed=5)
            start = (change - timedelta(hours=rand.randint(2, 5))).replace(minute=0, second=0)
            hourly = {"FREQ": "HOURLY", "BYMINUTE": rand.choice([[0], [30, 0], [15, 45], [59, 0, 1]])}
            yield case_of(hourly, start, zone_name, listed=14)
            weekly = {"FREQ": "WEEKLY", "BYDAY": [(change.weekday(), 0)], "BYHOUR": [0, 1, 2, 3], "BYMINUTE": [0, 30]}
            yield case_of(weekly, change - timedelta(days=1), zone_name, listed=10)


def iso_week_cases():
    """BYWEEKNO by date.isocalendar instead of dateutil, so that weeks belong to one year whole."""
    for _ in range(150):
        start = random_start()
        numbers = [rand.choice([1, 2, 20, 51, 52, 53, -1, -2, -51, -52, -53]) for _ in range(rand.randint(1, 3))]
        days = some(range(7), 3)
        interval = rand.choice([1, 1, 2, 3, 5])
        rule = {"FREQ": "YEARLY", "INTERVAL": interval, "BYWEEKNO": numbers, "BYDAY": [(day, 0) for day in days]}
        positions = [signed(3)] if chance(0.3) else None
        if positions:
            rule["BYSETPOS"] = positions
        first_year, keys = start.isocalendar().year, []
        for year in range(first_year, first_year + 12 * interval, interval):
            weeks = datetime(year, 12, 28).isocalendar().week
            wanted = sorted({week if week > 0 else weeks + 1 + week for week in numbers} & set(range(1, weeks + 1)))
            of_year = [datetime.fromisocalendar(year, week, day + 1) for week in wanted for day in sorted(days)]
            if positions:
                of_year = [of_year[i] for i in (p - 1 if p > 0 else len(of_year) + p for p in positions) if 0 <= i < len(of_year)]
            keys += [datetime.combine(day, start.time()) for day in of_year]
        keys = [key for key in keys if key >= start][:LISTED]
        if len(keys) == LISTED:
            yield {"r": text_of(rule), "s": start.isoformat(), "z": "Asia/Kathmandu", "k": [k.isoformat() for k in keys], "u": [], "n": ""}


def main():
    cases = [case for case in transition_cases() if case] + list(iso_week_cases())
    while len(cases) < RANDOM_CASES + 600:
        case = random_case()
        if case:
            cases.append(case)
    lines = "".join(json.dumps(case, separators=(",", ":")) + "\n" for case in cases)
    target = pathlib.Path(__file__).with_name("cases.jsonl.gz")
    with open(target, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as packed:
        packed.write(lines.encode())
    print(f"{len(cases)} cases, {sum(len(c['k']) for c in cases)} keys, {sum(c['n'].count('G') for c in cases)} in gaps, "
          f"{sum(c['n'].count('O') for c in cases)} in overlaps, {target.stat().st_size} bytes")


main()
