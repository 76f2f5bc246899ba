import { useEffect, useRef } from 'react';

const PAUSE_MS = 1_200;
/** So that a page that is left open asks no more after a while. */
const MOST_LOOKS = 25;

/** Looks again every moment while something is on its way, such as a delivery that was just asked for. */
export function useUntilSettled(isUnderWay: boolean, isLoading: boolean, reload: () => void): void {
  const looks = useRef(0);
  useEffect(() => {
    if (!isUnderWay) looks.current = 0;
    if (!isUnderWay || isLoading || looks.current >= MOST_LOOKS) return undefined;
    const timer = setTimeout(() => {
      looks.current += 1;
      reload();
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [isUnderWay, isLoading]);
}
