import { randomBytes } from 'node:crypto'
import type { Client } from '../kube/client.ts'
import type { Errands } from '../kube/errands.ts'
import { events } from '../kube/resources.ts'
import type { PodKey } from './pod-spec.ts'
import { timeText } from './pod-status.ts'

/** What happens to one pod, in a kubelet's words; the same is said once. */
export class PodEvents {
  readonly #client: Client
  readonly #key: PodKey
  readonly #host: string
  readonly #errands: Errands
  readonly #said = new Set<string>()

  constructor(client: Client, key: PodKey, host: string, errands: Errands) {
    this.#client = client
    this.#key = key
    this.#host = host
    this.#errands = errands
  }

  warn(reason: string, message: string): void {
    this.#say('Warning', reason, message)
  }

  started(container: string): void {
    this.#say('Normal', 'Started', `Started container ${container}`)
  }

  #say(type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { namespace, name, uid } = this.#key
    const words = `${reason} ${message}`
    if (this.#said.has(words)) return
    this.#said.add(words)
    const time = timeText(Date.now())
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${randomBytes(8).toString('hex')}`, namespace },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace, name, uid },
      type,
      reason,
      message,
      count: 1,
      firstTimestamp: time,
      lastTimestamp: time,
      source: { component: 'kubelet', host: this.#host },
    }
    // The same words stand in the pod's status; an event is for the time line.
    this.#errands.run(`event of pod ${namespace}/${name} not written`, () => this.#client.create(events, event))
  }
}
