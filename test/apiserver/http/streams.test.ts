import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { Streams } from '../../../src/apiserver/http/streams.ts'

test('one that closes makes room for another', () => {
  const streams = new Streams(2)
  const [one, other, third] = [new EventEmitter(), new EventEmitter(), new EventEmitter()]
  streams.open(one)
  streams.open(other)
  expect(() => streams.open(third)).toThrow('Too many requests: 2 watches')
  one.emit('close')
  streams.open(third)
  expect(() => streams.open(one)).toThrow(expect.objectContaining({ status: expect.objectContaining({ code: 429 }) }))
})
