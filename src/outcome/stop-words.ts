/** Why the agent of a pod is stopped from outside: the word in the pod's annotation, and in git-save's result. */
export const stopWords = ['terminated', 'drain', 'deadline', 'budget', 'turns', 'idle', 'disk'] as const
export type StopWord = (typeof stopWords)[number]

/** Stops that somebody asked for: a user, or the end of local mode. The other words are limits. */
export type RequestedStop = Extract<StopWord, 'terminated' | 'drain'>

/** A word that is not known counts as a request like any other. */
export function stopWordIn(text: string): StopWord {
  return stopWords.find((word) => word === text) ?? 'terminated'
}
