import type { Client } from '../../kube/client.ts'
import type { BestEffortQueue } from '../../kube/best-effort-queue.ts'
import { events } from '../../kube/resources.ts'
import type { PodKey } from './pod-spec.ts'
import { timeText } from './pod-status.ts'

/** Events of one pod, in a kubelet's words; the same one is written once. */
export class PodEvents {
  readonly #client: Client
  readonly #key: PodKey
  readonly #host: string
  readonly #bestEffort: BestEffortQueue
  readonly #said = new Set<string>()
  #lastStamp = 0n

  constructor(client: Client, key: PodKey, host: string, bestEffort: BestEffortQueue) {
    this.#client = client
    this.#key = key
    this.#host = host
    this.#bestEffort = bestEffort
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
    const now = Date.now()
    const time = timeText(now)
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${this.#stamp(now)}`, namespace },
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
    this.#bestEffort.run(`event of pod ${namespace}/${name} not written`, () => this.#client.create(events, event))
  }

  /**
   * Nanoseconds since 1970, as client-go names Events: their times are whole seconds, and listed by name those of one
   * second stand in their order.
   */
  #stamp(now: number): string {
    const earliest = BigInt(now) * 1_000_000n
    this.#lastStamp = earliest > this.#lastStamp ? earliest : this.#lastStamp + 1n
    return this.#lastStamp.toString(16)
  }
}
