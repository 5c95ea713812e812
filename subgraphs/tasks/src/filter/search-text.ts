/**
 * The functions behind the generated column `search_text`, for a migration of the schema `tasks`. They fold as
 * `foldText` and `searchTextOf` of @rondo/schema/filter/text.ts do, character class by character class; the test beside
 * compares the two over Unicode. Changing them means a migration that rewrites the column.
 *
 * PG_UNICODE_FAST (PostgreSQL 18) brings Unicode's properties whatever the locale of the database.
 */
export const SEARCH_TEXT_FUNCTIONS = String.raw`
CREATE FUNCTION tasks.fold_text(value text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN normalize(
    regexp_replace(
      regexp_replace(
        ' ' || replace(replace(replace(replace(translate(
          lower(
            regexp_replace(
              normalize(value, NFKD),
              '[\uFE00-\uFE0F\u0300-\u036F\u20D0-\u20FF\u00AD\u200C-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\U000E0000-\U000E007F]+',
              '', 'g'
            ) COLLATE pg_unicode_fast
          ),
          'øłđðħıς', 'olddhiσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') || ' ',
        '([\u2190-\u21FF\u2300-\u27BF\u2900-\u297F\u2B00-\u2BFF\U0001F000-\U0001FAFF])',
        ' \1 ', 'g'
      ),
      '[[:space:][:punct:][:cntrl:]$+<=>^${'`'}|~\u00A2-\u00A9\u00AC\u00AE-\u00B1\u00B4\u00B6-\u00B8\u00D7\u00F7\u200B\u20A0-\u20CF\u2200-\u22FF]+'
        COLLATE pg_unicode_fast,
      ' ', 'g'
    ),
    NFC
  );

CREATE FUNCTION tasks.search_text(title text, description text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN tasks.fold_text(title) || '|' || tasks.fold_text(description);
`;
