/** Why an agent gave up, where more is known of that than its words. */
export const endCauses = ['turns', 'budget', 'credential', 'rate-limit'] as const
export type EndCause = (typeof endCauses)[number]
