import type { V1Pod } from '../../kube/wire.ts'
import { adoptRuns } from './pod-folder.ts'
import { isUnwritable } from '../unwritable.ts'

/**
 * Settles once what the last daemon left of a pod. On a full disk that takes its time: until then nothing is started,
 * because nobody knows what ran, and what runs is ended in time all the same.
 */
export class Adoption {
  readonly #folder: string
  #pod: V1Pod | undefined

  constructor(folder: string, pod: V1Pod) {
    this.#folder = folder
    this.#pod = pod
    try {
      this.settle()
    } catch (error) {
      if (!isUnwritable(error)) throw error
    }
  }

  get isDone(): boolean {
    return this.#pod === undefined
  }

  settle(): void {
    if (this.#pod !== undefined) adoptRuns(this.#folder, this.#pod)
    this.#pod = undefined
  }
}
