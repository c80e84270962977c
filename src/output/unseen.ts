/**
 * Characters that JSON and YAML leave as they are, and that a terminal obeys or nobody sees: controls, line separators,
 * and all that only direct how others are shown (bidirectional overrides and isolates, joiners, tags).
 */
// oxlint-disable-next-line no-control-regex
export const unseen = /[\u007F-\u009F\u2028\u2029\p{Cf}]/gu
