import { describe, expect, it } from 'vitest';
import { frameParser } from './frame-parser.js';
import { controlFrame, dataFrame, type Frame, frameType, words } from './frames.js';

const bytes = Buffer.concat([
  controlFrame(frameType.ping, words(7)),
  dataFrame(3, Buffer.from('hello'), false),
  controlFrame(frameType.settings, words(0), 1),
  dataFrame(3, Buffer.alloc(0), true),
]);

describe('frames', () => {
  it.each([1, 2, 3, 7, 8, 9, 13, 64])('are the same however they are cut: by %i bytes', (size) => {
    const parse = frameParser();
    const frames: Frame[] = [];
    for (let at = 0; at < bytes.length; at += size) frames.push(...parse(bytes.subarray(at, at + size)));
    const text = frames.flatMap((frame) => (frame.kind === 'data' ? [frame.payload.toString()] : []));
    expect(text.join('')).toBe('hello');
    expect(frames.at(-1)).toMatchObject({ kind: 'data', stream: 3, isLast: true });
    expect(frames.filter(({ kind }) => kind === 'control')).toEqual([
      { kind: 'control', type: frameType.ping, flags: 0, payload: words(7) },
      { kind: 'control', type: frameType.settings, flags: 1, payload: words(0) },
    ]);
  });

  it('of data are handed on as they come, whatever their length', () => {
    const head = Buffer.from([0, 0, 0, 1, 0, 0xff, 0xff, 0xff]);
    const frames = [...frameParser()(Buffer.concat([head, Buffer.from('begin')]))];
    expect(frames).toEqual([{ kind: 'data', stream: 1, isLast: false, payload: Buffer.from('begin') }]);
  });

  it('of control are bounded, and of this version', () => {
    expect(() => [...frameParser()(Buffer.from([0x80, 3, 0, 1, 0, 0x10, 0, 0]))]).toThrow('too long');
    expect(() => [...frameParser()(Buffer.from([0x80, 2, 0, 1, 0, 0, 0, 0]))]).toThrow('another version');
  });
});
