/** Points of what is no operation of the graph, from the same budget as a user's operations. */
export const transferCosts = {
  /** To begin an export. */
  export: 1_000,
  /** Each page of it: 100 tasks with their history, 500 without. Paid when it was read, so that no export breaks off for it. */
  exportPage: 100,
  /** To begin an import. */
  import: 1_000,
  /** Each 512 KB of its content. */
  importPart: 500,
  /** To read a calendar, changed or not: of a budget that each feed has for itself, as its address may be in many hands. */
  feedRead: 5_000,
  /** To list, make, renew or delete feeds: as a mutation. */
  feedChange: 11,
} as const;
