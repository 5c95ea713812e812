import { describe, expect, it } from 'vitest';
import { foldText, searchTextOf, wordsOf } from './text.ts';

describe('foldText', () => {
  it.each([
    ['', ' '],
    [' - ', ' '],
    ['Milk', ' milk '],
    ['  Oat   MILK\n', ' oat milk '],
    ['Crème brûlée', ' creme brulee '],
    ['Cre\u0300me', ' creme '],
    ['Straße Æther œuvre Þór', ' strasse aether oeuvre thor '],
    ['Łódź Đà Nẵng smørrebrød', ' lodz da nang smorrebrod '],
    ['İstanbul ISPARTA ılık', ' istanbul isparta ilik '],
    ['ΟΔΟΣ οδός', ' οδοσ οδοσ '],
    ['Ёлка', ' елка '],
    ['ﬁne ㎏ ①', ' fine kg 1 '],
    ['ｆｕｌｌ　ｗｉｄｔｈ', ' full width '],
    ['user@example.com', ' user example com '],
    ['it’s re-read_me', ' it s re read me '],
    ['100% $5 a+b', ' 100 5 a b '],
    ['soft\u00ADhyphen', ' softhyphen '],
    ['می\u200Cخواهم', ' میخواهم '],
    ['우유 がぎ', ' 우유 がぎ '],
    ['हिन्दी', ' हिन्दी '],
    ['🎂party❤️', ' 🎂 party ❤ '],
    ['👨‍👩‍👧', ' 👨 👩 👧 '],
    ['👍🏽', ' 👍 🏽 '],
    ['٣ تفاحات', ' ٣ تفاحات '],
  ])('makes %j to %j', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('changes nothing when it folds again, so that a word of a text can be typed as it was stored', () => {
    for (const text of ['Crème ﬁne', 'Straße', '👨‍👩‍👧 x', 'ΟΔΟΣ', '한국 がぎ']) {
      expect(foldText(foldText(text))).toBe(foldText(text));
    }
  });

  it('gives the words in order', () => {
    expect(wordsOf('Buy: oat-milk, 🎂!')).toEqual(['buy', 'oat', 'milk', '🎂']);
    expect(wordsOf('…')).toEqual([]);
  });
});

describe('searchTextOf', () => {
  it('keeps title and description apart, so that no phrase spans both', () => {
    expect(searchTextOf({ title: 'Buy milk', description: 'at the shop | now' })).toBe(' buy milk | at the shop now ');
    expect(searchTextOf({ title: 'a', description: '' })).toBe(' a | ');
  });
});
