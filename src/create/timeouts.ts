/** Deadlines in seconds for the kinds of tasks that the templates are named after. */
export const timeouts = { 'quick-fix': 1800, feature: 3600, refactor: 7200 } as const

/** What `create` writes where neither flag, file, template nor rig names a deadline. */
export const defaultTimeout = timeouts.feature
