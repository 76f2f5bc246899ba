import { auroc, calibrationError, caughtAt, macroRecall, spanF1, withInterval } from './measures';

describe('measures', () => {
  it('counts each class alike in macro recall', () => {
    const rows = [
      ...Array.from({ length: 9 }, () => ({ gold: 'a', predicted: 'a' })),
      { gold: 'b', predicted: 'a' },
    ];
    expect(macroRecall(rows)).toBe(0.5);
  });

  it('gives AUROC 1 when every positive is above every negative, and half for ties', () => {
    const of = (scores: [boolean, number][]): number =>
      auroc(scores.map(([isPositive, score]) => ({ isPositive, score })));
    expect(
      of([
        [true, 2],
        [true, 3],
        [false, 1],
      ]),
    ).toBe(1);
    expect(
      of([
        [true, 1],
        [false, 1],
      ]),
    ).toBe(0.5);
    expect(
      of([
        [true, 1],
        [false, 2],
        [true, 3],
      ]),
    ).toBe(0.5);
  });

  it('finds what is caught while a share of the positives is refused', () => {
    const positives = Array.from({ length: 20 }, (_, i) => ({ isPositive: true, score: i }));
    const negatives = [0.5, 0.7, 5].map((score) => ({ isPositive: false, score }));
    expect(caughtAt([...positives, ...negatives], 0.05)).toBeCloseTo(2 / 3);
  });

  it('is zero when confidence is right, and the gap when it is not', () => {
    const rows = [0, 1, 2, 3].map((i) => ({ confidence: 0.75, isRight: i > 0 }));
    expect(calibrationError(rows)).toBeCloseTo(0);
    expect(calibrationError([{ confidence: 0.9, isRight: false }])).toBeCloseTo(0.9);
  });

  it('weighs missed and wrong spans alike', () => {
    expect(spanF1([{ hit: 2, wrong: 1, missed: 1 }])).toBeCloseTo(2 / 3);
  });

  it('gives an interval around the figure, the same each time', () => {
    const rows = Array.from({ length: 200 }, (_, i) => i % 10 !== 0);
    const measure = (some: boolean[]): number => some.filter(Boolean).length / some.length;
    const figure = withInterval(rows, measure);
    expect(figure.value).toBe(0.9);
    expect(figure.low).toBeLessThan(0.9);
    expect(figure.high).toBeGreaterThan(0.9);
    expect(withInterval(rows, measure)).toEqual(figure);
  });
});
