/** Where the embedded server answers otherwise than Kubernetes, and why that stays. A difference that is not listed fails. */

export interface ListedDifference {
  readonly reason: string
  /** `subject/case/answer/path`; `*` stands for anything but a slash, and what is below a path belongs to it. */
  readonly at: readonly string[]
}

export const differences: readonly ListedDifference[] = [
  {
    reason: "The descriptions of columns are left out: they are Kubernetes' texts, and no program reads them.",
    at: [
      'tables/config maps',
      'tables/secrets',
      'tables/leases',
      'tables/a namespace',
      'tables/pods',
      'tables/of a definition',
    ],
  },
  {
    reason:
      "A patch that cannot be decoded is repeated as it was sent, not the object it was laid on, which may hold secrets; and in our words where Go's are those of its internals.",
    at: [
      'fieldValidation/strict: a merge patch',
      'fieldValidation/strict: a merge patch of a built-in kind',
      'fieldValidation/strict: a patch with a field that stands twice',
      'jsonPatches/to another type',
      'mergePatches/with another kind',
      'mergePatches/to another type',
      'strategicPatches/to another type',
      'strategicPatches/to a list',
    ],
  },
  {
    reason: 'There is no garbage collector: what is deleted in the foreground, or leaves orphans, waits for nobody.',
    at: ['finalizers/deletion in the foreground waits', 'finalizers/deletion that orphans waits'],
  },
  {
    reason:
      "Messages of Go's YAML and JSON decoders, of its storage, or a dump of its structs: the code and reason are the same.",
    at: [
      'create/of another kind',
      'updates/with another uid',
      'updates/with another uid, of a custom resource',
      'updates/the image of a pod',
      'updates/the command of a pod',
      'deletion/with options that are no JSON',
      'apply/as YAML that is none',
      'badRequests/a body with more after its end',
      'badRequests/a list',
      'badRequests/a text',
      'badRequests/a number',
      'badRequests/metadata of another type',
      'badRequests/a kind of another type',
      'badRequests/YAML that is none',
    ],
  },
  {
    reason: 'Protobuf is never answered, and the oldest forms (Table v1beta1, /watch/ paths) are not offered.',
    at: ['lists/as protobuf, of a custom resource', 'tables/of the old version', 'watching/by the old path'],
  },
  {
    reason: 'A new server remembers every change since its start, so that its first version is not too old.',
    at: ['watching/from a version that is too old'],
  },
  {
    reason: 'JSON.parse does not tell 5.0 from 5, so a whole number is one however it is written.',
    at: ['validation/a whole number written as a fraction', 'validation/a whole number written with an exponent'],
  },
  {
    reason: 'Definitions are established at once and their schemas are checked less: ours are generated and tested.',
    at: [
      'definitions/a definition',
      'definitions/its resources come and go with it',
      'definitions/without a schema',
      'definitions/without versions',
      'definitions/without a storage version',
      'definitions/with two storage versions',
      'definitions/with a version twice',
      'definitions/with a version that is none',
      'definitions/of an unknown scope',
      'definitions/without a kind',
      'definitions/without names',
      'definitions/with a schema whose root is no object',
      'definitions/with a schema without types',
      'definitions/with a list without items',
      'definitions/with an unknown type',
      'definitions/with a pattern that is none',
      'definitions/with a rule that is none',
      'definitions/with a rule of another type',
      'definitions/with a rule on an unknown field',
      'definitions/with a default that does not fit',
      'definitions/with keys of a list that are not required',
      'definitions/with properties and additionalProperties',
      'definitions/with unique items',
      'definitions/with a column that is none',
      'definitions/the scope cannot be changed',
      'definitions/a stored version cannot be dropped',
      'definitions/a version that is not served',
      'definitions/a deprecated version warns',
      'definitions/is applied',
      'definitions/is replaced',
    ],
  },
  {
    reason: 'The HTTP parser of Node.js refuses a method that is none before anybody here sees the request.',
    at: ['paths/unknown methods/5'],
  },
  {
    reason:
      'Kubernetes notes an owner for metadata that a write asked for and did not get; here nobody owns what is not there.',
    at: [
      'finalizers/the deletion timestamp cannot be changed/3/body/metadata',
      'status/and nothing else is/2/body/metadata/managedFields',
      'status/labels cannot be changed with it/2/body/metadata/managedFields',
    ],
  },
  {
    reason:
      'A body of another version is refused before its fields are looked at: one warning less beside the same error.',
    at: ['create/a custom resource of another version/1/warnings'],
  },
  {
    reason: 'A whole number past 64 bits is told by its bounds, not by its type.',
    at: ['badRequests/a number that is too large'],
  },
  {
    reason: 'A null that is applied to a field that takes none counts as left out, as in every other write.',
    at: ['apply/with null'],
  },
]
