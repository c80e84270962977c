import { expect, test } from 'vitest'
import { chooseMedia, refuseForeignTypes } from '../../../src/apiserver/http/media.ts'

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'

test.each([
  [undefined, 'object', false],
  ['', 'object', false],
  ['*/*', 'object', false],
  ['application/*', 'object', false],
  ['application/json', 'object', false],
  ['application/json;charset=utf-8', 'object', false],
  ['application/yaml', 'object', true],
  ['application/yaml, application/json', 'object', true],
  ['application/vnd.kubernetes.protobuf, application/json', 'object', false],
  // As kubectl asks.
  [`${table},application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json`, 'table', false],
  ['application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json', 'object', false],
  [' application/json ; as=Table ; v=v1 ; g=meta.k8s.io ', 'table', false],
  ['application/yaml;as=Table;v=v1;g=meta.k8s.io,application/json', 'object', false],
  // As the caches of clients that need names only.
  ['application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io', 'metadata', false],
  ['application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io', 'metadata of one', false],
  ['application/json;as=Picture;v=v1, */*', 'object', false],
])('for %j the answer is a %s', (accept, shape, yaml) => {
  expect(chooseMedia(accept)).toEqual({
    shape,
    yaml,
    contentType: yaml ? 'application/yaml' : 'application/json',
  })
})

test.each([
  'text/html',
  'application/vnd.kubernetes.protobuf',
  'application/json;as=Picture;v=v1;g=meta.k8s.io',
  'application/json;as=Table;v=v2;g=meta.k8s.io',
  'application/json;as=Table',
  ',',
])('%j cannot be answered', (accept) => {
  expect(() => chooseMedia(accept)).toThrow(
    'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  )
})

test.each([undefined, '', '*/*', 'text/html, application/json;q=0.1', 'application/vnd.kubernetes.protobuf'])(
  'the router lets %j pass',
  (accept) => {
    expect(() => refuseForeignTypes(accept)).not.toThrow()
  },
)

test.each(['text/html', 'image/png, text/*'])('the router refuses %j', (accept) => {
  expect(() => refuseForeignTypes(accept)).toThrow('406: Not Acceptable\n\nAvailable representations: application/json')
})
