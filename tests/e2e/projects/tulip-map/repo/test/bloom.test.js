import assert from 'node:assert/strict';
import test from 'node:test';
import { fieldAt, inBloom } from '../src/bloom.js';

const fields = [
  { slug: 'late', bloomsFrom: 18, bloomsTo: 20 },
  { slug: 'early', bloomsFrom: 15, bloomsTo: 18 },
];

test('a week has the fields that bloom in it, the earliest first', () => {
  assert.deepEqual(inBloom(fields, 18).map((field) => field.slug), ['early', 'late']);
  assert.deepEqual(inBloom(fields, 30), []);
});

test('a path names one field or none', () => {
  assert.equal(fieldAt(fields, '/fields/late')?.slug, 'late');
  assert.equal(fieldAt(fields, '/'), undefined);
});
