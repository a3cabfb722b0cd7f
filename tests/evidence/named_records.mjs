// Names of records as the second verifier reads them: the slots that the first one computes
// (src/governance/tests/record_names_test.cpp has the same numbers), and nothing else is a name.
import assert from 'node:assert/strict';
import test from 'node:test';
import { named_slot } from './verify_pack.mjs';

const slot_of = (name) => `0x${named_slot(name).slot.toString('hex')}`;

test('G11 named records lie where the other implementation finds them', () => {
  assert.equal(slot_of('applicationOf[ines][GOLD-1]'), '0x7cd66dd9a97d7c3517798795bbc043e4b6800162f0156e103b4ac5eace28070b');
  assert.equal(slot_of('applications[1]+6'), '0xdf6966c971051c3d54ec59162606531493a51404a002842f56009d7e5cf4a8cd');
});

test('G11 another user, token or offset is another record', () => {
  const names = ['applicationOf[ines][GOLD-1]', 'applicationOf[acme][GOLD-1]', 'applicationOf[ines][GOLD-2]',
    'applicationOf[ines][GOLD-1]+1', 'usable[GOLD-1][0x00000000000000000000000000000000000000aa]', 'tokens[GOLD-1]'];
  assert.equal(new Set(names.map(slot_of)).size, names.length);
});

test('G11 only one spelling of a name is one', () => {
  for (const bad of ['', 'consents', 'consents[]', 'consents[0x12]', 'applications[0]', 'applications[01]', 'applications[1]+0',
    'applications[1]+99', 'applications[1]2', 'usable[BOND]', 'usable[BOND][iris]', 'unknown[1]', 'tokens[BOND][x]',
    'applications[18446744073709551616]', 'applicationOf[iris][GOLD', 'toString[x]']) {
    assert.throws(() => named_slot(bad), undefined, bad);
  }
});
