import { expect, test } from 'vitest'
import { decodeProtobuf } from '../../../src/apiserver/http/protobuf.ts'

function field(number: number, value: Buffer | string): Buffer {
  const bytes = Buffer.from(value)
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7]
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), bytes])
}

function message(kind: string, ...fields: Buffer[]): Buffer {
  const type = Buffer.concat([field(1, 'v1'), field(2, kind)])
  return Buffer.concat([Buffer.from('k8s\0'), field(1, type), field(2, Buffer.concat(fields))])
}

const metadata = field(1, Buffer.concat([field(1, 's'), field(11, Buffer.concat([field(1, 'a'), field(2, 'b')]))]))

test('reads a Secret as kubectl sends it', () => {
  const data = field(2, Buffer.concat([field(1, 'key'), field(2, Buffer.from([0, 255]))]))
  const long = field(2, Buffer.concat([field(1, 'long'), field(2, 'x'.repeat(100))]))
  expect(decodeProtobuf(message('Secret', metadata, data, long, field(3, 'Opaque')))).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', labels: { a: 'b' } },
    data: { key: 'AP8=', long: Buffer.from('x'.repeat(100)).toString('base64') },
    type: 'Opaque',
  })
})

test('does not read other kinds, and refuses what is no message', () => {
  expect(decodeProtobuf(message('Pod', metadata))).toBeUndefined()
  expect(decodeProtobuf(message('constructor', metadata))).toBeUndefined()
  expect(() => decodeProtobuf(Buffer.from('{}'))).toThrow('provided data does not appear to be a protobuf message')
  expect(() => decodeProtobuf(message('Secret', metadata).subarray(0, -3))).toThrow('ends too early')
})
