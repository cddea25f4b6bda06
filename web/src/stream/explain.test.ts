import { describe, expect, it } from 'vitest';
import { explainedOf } from './explain';
import { answerOf } from '../api';

const answer = {
  number: 7,
  why: { words: ['Track 7 is a target.', ' ', 5, '<b>x</b>\u202e'] },
  who: { state: 'identified', identity: 'NIG501', plan: 3, odds_ln: 4, ledger: [], decision: { by: 'A. Moussa', at: '2026-11-20T10:00:00Z', reason: 'radio' }, words: ['Taken to be NIG501.'] },
};

describe('explainedOf', () => {
  it('has the sentences, and who decided', () => {
    expect(explainedOf(answer, 7)).toEqual({
      why: ['Track 7 is a target.', '<b>x</b>'],
      who: { state: 'identified', identity: 'NIG501', plan: 3, decision: { by: 'A. Moussa', atMs: Date.UTC(2026, 10, 20, 10) }, words: ['Taken to be NIG501.'] },
    });
  });
  it('says that nothing is known of who it is', () => {
    expect(explainedOf({ number: 7, why: { words: [] } }, 7)).toEqual({ why: [], who: null });
    expect(explainedOf({ number: 7, who: { state: 5, identity: ' ', plan: -1, decision: [], words: 'x' } }, 7)?.who).toEqual({ state: 'unknown', identity: null, plan: null, decision: null, words: [] });
  });
  it('is null for the answer about another track, and for what is no answer', () => {
    for (const other of [null, 5, 'x', [], {}, { ...answer, number: 8 }, { ...answer, number: '7' }]) expect(explainedOf(other, 7)).toBeNull();
  });
});

describe('answerOf', () => {
  it('says what the server refuses, in its words', () => {
    expect(answerOf(false, 409, { error: 'the plan is over' })).toEqual({ ok: false, why: 'the plan is over' });
    for (const body of [null, {}, { error: 5 }, { error: '' }, 'x']) expect(answerOf(false, 503, body)).toEqual({ ok: false, why: 'HTTP 503' });
  });
  it('has the faults of a message, and whether it was seen to be done', () => {
    expect(answerOf(true, 200, { accepted: true, done: true, faults: ['field 7', 3] })).toEqual({ ok: true, done: true, faults: ['field 7'] });
    expect(answerOf(true, 200, { accepted: true, done: false })).toEqual({ ok: true, done: false, faults: [] });
    expect(answerOf(true, 200, null)).toEqual({ ok: true, done: true, faults: [] });
  });
});
